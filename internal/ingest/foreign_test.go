package ingest

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/internal/tradeoff"
)

// zeros writes text at an offset behind zeros, in a file of so many bytes.
func zeros(size, offset int, text string) string {
	b := make([]byte, size)
	copy(b[offset:], text)
	return string(b)
}

// ole writes an OLE container whose directory has streams of the given names.
func ole(names ...string) string {
	b := make([]byte, 512*4)
	copy(b, oleMagic)
	binary.LittleEndian.PutUint16(b[30:], 9)
	binary.LittleEndian.PutUint32(b[48:], 1) // the directory is in the second sector
	for i, name := range names {
		entry := b[1024+128*i:]
		for k, c := range name {
			binary.LittleEndian.PutUint16(entry[2*k:], uint16(c))
		}
		binary.LittleEndian.PutUint16(entry[64:], uint16(2*len(name)+2))
	}
	return string(b)
}

// nifti writes a NIfTI header.
func nifti(order binary.ByteOrder, magic string) string {
	b := []byte(zeros(352, 344, magic))
	order.PutUint32(b, 348)
	return string(b)
}

// foreignFiles are one file of each kind, what the refusal must say and what its
// way out must.
var foreignFiles = map[string]struct{ text, says, hint string }{
	"orc":     {"ORC\x0a\x06\x12\x04\x08\x3c\x50\x00", "ORC", "to_parquet"},
	"feather": {"FEA1\x00\x00\x00\x00\x3c\x00", "Feather file of the first version", "to_parquet"},
	"avro":    {"Obj\x01\x04\x14avro.codec", "Avro", "to_parquet"},
	"sqlite":  {"SQLite format 3\x00\x10\x00", "SQLite", "sqlite3"},
	"duckdb":  {"\x01\x02\x03\x04\x05\x06\x07\x08DUCK\x40\x00\x00\x00", "DuckDB", "COPY"},
	"sav":     {"$FL2@(#) SPSS DATA FILE - x", "SPSS", "CSV"},
	"zsav":    {"$FL3@(#) SPSS DATA FILE - x", "SPSS", "CSV"},
	"por":     {strings.Repeat(" ", 40) + "ASCII SPSS PORT FILE                    ", "SPSS", "CSV"},
	"dta 118": {"<stata_dta><header><release>118</release>", "Stata", "export delimited"},
	"dta 114": {"\x72\x02\x01\x00\x03\x00\x3c\x00\x00\x00", "Stata", "export delimited"},
	"dta 105": {"\x69\x01\x01\x00\x00\x03\x3c\x00\x00\x00", "Stata", "export delimited"},
	"sas7bdat": {strings.Repeat("\x00", 12) +
		"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\x00\x09\xc7\x31\x8c", "SAS", "proc export"},
	"xpt":                   {"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!000000000", "SAS", "proc export"},
	"xpt 8":                 {"HEADER RECORD*******LIBV8   HEADER RECORD!!!!!!!000000000", "SAS", "proc export"},
	"mat 5":                 {"MATLAB 5.0 MAT-file, Platform: GLNXA64", "MATLAB", "writetable"},
	"mat 7.3":               {"MATLAB 7.3 MAT-file, Platform: GLNXA64", "MATLAB", "writetable"},
	"mat 4":                 {"\x00\x00\x00\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x06\x00\x00\x00score\x00\x00\x00\x00\x00", "MATLAB", "writetable"},
	"hdf5":                  {"\x89HDF\r\n\x1a\n\x00\x00", "HDF5", "numpy.savez"},
	"hdf5 behind a header":  {zeros(600, 512, "\x89HDF\r\n\x1a\n"), "HDF5", "numpy.savez"},
	"netcdf":                {"CDF\x01\x00\x00\x00\x00", "NetCDF", "numpy.savez"},
	"rds":                   {"X\n\x00\x00\x00\x03\x00\x04\x03\x01", "RDS", "write.csv"},
	"rds in gzip":           {string(zipped("X\n\x00\x00\x00\x03\x00\x04\x03\x01")), "RDS", "write.csv"},
	"rds in bzip2":          {bzip2RDS, "RDS", "write.csv"},
	"rds in ascii":          {"A\n3\n262657\n197888\n5\nUTF-8\n", "RDS", "write.csv"},
	"rdata":                 {"RDX3\nX\n\x00\x00", "RData", "write.csv"},
	"rdata in ascii":        {"RDA2\nA\n2\n", "RData", "write.csv"},
	"pickle 0 of a list":    {"(lp0\nF0.5\naF0.25\na.", "pickle", "to_csv"},
	"pickle 0 of an object": {"ccopy_reg\n_reconstructor\np0\n(cpandas.core.frame\nDataFrame\n", "pickle", "to_csv"},
	"pickle 0 of an array":  {"cnumpy.core.multiarray\n_reconstruct\np0\n(cnumpy\nndarray\n", "pickle", "to_csv"},
	"pickle 1":              {"]q\x00(G?\xe0\x00\x00\x00\x00\x00\x00e.", "pickle", "to_csv"},
	"pickle 2":              {"\x80\x02]q\x00.", "pickle", "to_csv"},
	"pickle 3":              {"\x80\x03]q\x00.", "pickle", "to_csv"},
	"pickle 4":              {"\x80\x04\x95\x0a\x00\x00\x00\x00\x00\x00\x00]\x94.", "pickle", "to_csv"},
	"pickle 5 in gzip": {string(zipped("\x80\x05\x95\x0a\x00\x00\x00\x00\x00\x00\x00]\x94.")), "pickle",
		"never opened"},
	"joblib": {"\x80\x04\x95\x0a\x00\x00\x00\x00\x00\x00\x00\x8c\x13joblib.numpy_pickle\x94",
		"joblib", "to_csv"},
	"joblib in zlib": {"\x78\x9c\x6b\x60\x99\xca\xc5\x00\x01\xb1\x53\x34\xbc\x19\xbd\x99\x52\xf5\x00\x22\x72\x03\x69",
		"pickle", "to_csv"},
	"old torch":           {"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.", "PyTorch", "savez"},
	"torch":               {string(archived("preds/data.pkl", "\x80\x02}q\x00.")), "PyTorch", "never opened"},
	"nii":                 {nifti(binary.LittleEndian, "n+1\x00"), "NIfTI", "numpy.savez"},
	"nii of a big endian": {nifti(binary.BigEndian, "n+1\x00"), "NIfTI", "numpy.savez"},
	"nii.gz":              {string(zipped(nifti(binary.LittleEndian, "n+1\x00"))), "NIfTI", "numpy.savez"},
	"hdr":                 {nifti(binary.LittleEndian, "ni1\x00"), "NIfTI", "numpy.savez"},
	"nii 2":               {"\x1c\x02\x00\x00n+2\x00\r\n\x1a\n" + zeros(540, 0, ""), "NIfTI", "numpy.savez"},
	"dicom":               {zeros(200, 128, "DICM"), "DICOM", "numpy.savez"},
	"nrrd":                {"NRRD0004\ntype: uchar\n", "NRRD", "numpy.savez"},
	"png":                 {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG", "numpy.savez"},
	"jpeg":                {"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG", "numpy.savez"},
	"gif":                 {"GIF89a\x10\x00\x10\x00", "GIF", "numpy.savez"},
	"tiff":                {"II*\x00\x08\x00\x00\x00", "TIFF", "numpy.savez"},
	"bmp":                 {"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00", "BMP", "numpy.savez"},
	"webp":                {"RIFF\x24\x00\x00\x00WEBPVP8 ", "WebP", "numpy.savez"},
	"svg":                 {"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG", "numpy.savez"},
	"svg in xml":          {"<?xml version=\"1.0\"?>\n<svg/>", "SVG", "numpy.savez"},
	"heic":                {"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "HEIF", "numpy.savez"},
	"png in zip": {string(archived("pred/a.png", "\x89PNG", "mask/a.png", "\x89PNG")), "pictures",
		"numpy.savez"},
	"pdf":                  {"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF", "numpy.savez"},
	"7z":                   {"7z\xbc\xaf\x27\x1c\x00\x04", "7-Zip", "zip"},
	"rar":                  {"Rar!\x1a\x07\x01\x00", "RAR", "zip"},
	"tar":                  {zeros(512, 257, "ustar\x0000"), "tar", "zip"},
	"tar.gz":               {string(zipped(zeros(512, 257, "ustar  \x00"))), "tar", "zip"},
	"xz":                   {"\xfd7zXZ\x00\x00\x04", "xz", "gzip"},
	"lz4":                  {"\x04\x22\x4d\x18\x64\x40", "LZ4", "gzip"},
	"elf":                  {"\x7fELF\x02\x01\x01\x00", "program", "CSV"},
	"exe":                  {"MZ\x90\x00\x03\x00\x00\x00", "program", "CSV"},
	"script":               {"#!/usr/bin/env python3\nprint(1)\n", "script", "CSV"},
	"web page":             {"\n<!DOCTYPE html>\n<html><head><title>Log in</title>", "web page", "login"},
	"web page in capitals": {"\xef\xbb\xbf<HTML><BODY>", "web page", "login"},
	"xml":                  {"<?xml version=\"1.0\"?><PMML/>", "XML", "CSV"},
	"excel 2003 xml": {`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`,
		"Excel", "xlsx"},
	"git lfs": {"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "Git LFS",
		"git lfs pull"},
	"notebook":       {`{ "cells": [ { "cell_type": "code", "source": [] } ], "nbformat": 4 }`, "Jupyter", "to_csv"},
	"xls":            {ole("Root Entry", "Workbook"), "Excel 97–2003", "xlsx"},
	"xls of Excel 5": {ole("Root Entry", "Book"), "Excel 97–2003", "xlsx"},
	"xls of 1990":    {"\x09\x04\x06\x00\x00\x00\x10\x00", "old Excel", "xlsx"},
	"encrypted xlsx": {ole("Root Entry", "EncryptionInfo", "EncryptedPackage"), "encrypted", "password"},
	"doc":            {ole("Root Entry", "WordDocument"), "Office", "CSV"},
	"ods": {string(archived("mimetype", "application/vnd.oasis.opendocument.spreadsheet",
		"content.xml", "<x/>")), "OpenDocument", "CSV"},
	"numbers": {string(archived("Index/Document.iwa", "x", "preview.jpg", "x")), "Numbers", "CSV"},
	"xlsb":    {string(archived("[Content_Types].xml", "<x/>", "xl/workbook.bin", "x")), "xlsb", "CSV"},
	"docx": {string(archived("[Content_Types].xml", "<x/>", "word/document.xml", "<x/>")), "Office",
		"CSV"},
	"an old container alone": {oleMagic, "Excel 97–2003", "xlsx"},
}

// bzip2RDS is an RDS file as R writes it with compress = "bzip2".
const bzip2RDS = "BZh91AY&SY\x58\x68\x16\x21\x00\x00\x06\xc2\x00\x6e\x10\x00\x40\x20\x00\x31\x0c\x00\xd3\x13\xd4\x0d\x4a\x3a\x35\x3a\x78\xbb\x92\x29\xc2\x84\x82\xc3\x40\xb1\x08"

func TestForeignFilesAreRefusedByName(t *testing.T) {
	for name, c := range foreignFiles {
		t.Run(name, func(t *testing.T) {
			e := refused(t, c.text, Options{TempDir: t.TempDir()})
			if e.Kind != tradeoff.Invalid || !strings.Contains(e.Message, c.says) || !strings.Contains(e.Hint, c.hint) {
				t.Errorf("kind %s, message %q, hint %q; want %q and %q", e.Kind, e.Message, e.Hint, c.says, c.hint)
			}
			if e.Place.Line != 0 || e.Place.Row != 0 {
				t.Errorf("place %v", e.Place)
			}
		})
	}
}

// Files of the programs themselves, where there are any.
func TestForeignFixturesAreRefusedByName(t *testing.T) {
	for name, says := range map[string]string{
		"predictions.orc": "ORC", "predictions.pkl": "pickle", "predictions.rds": "RDS", "predictions.sav": "SPSS",
		"preds.pt": "PyTorch", "mask.png": "PNG",
	} {
		text, err := os.ReadFile(filepath.Join("testdata", "reports", name))
		if err != nil {
			t.Fatal(err)
		}
		if e := refused(t, string(text), Options{TempDir: t.TempDir()}); !strings.Contains(e.Message, says) ||
			e.Hint == "" {
			t.Errorf("%s: message %q, hint %q", name, e.Message, e.Hint)
		}
	}
}

// Headers may begin as magic numbers do.
func TestNamesThatBeginLikeForeignFilesAreRead(t *testing.T) {
	for _, first := range []string{"ORC", "BZh", "BZh91AY", "MZ", "BM", "RIFF", "Rar!", "RDX2", "x^", "DUCK", "$FL2",
		"PKs", "ID3", "II*", "%PD", "cmodel", "(lp0", "X", "A", "FEA1", "ARROW1"} {
		d := readOne(t, first+",label,score\na,1,0.5\nb,0,0.25\n", Options{})
		if d.N != 2 {
			t.Errorf("%q: %d rows", first, d.N)
		}
	}
	d := readOne(t, "id1,ftype,label,score\na,u,1,0.5\nb,v,0,0.25\n", Options{})
	if d.N != 2 {
		t.Errorf("%d rows", d.N)
	}
}

func TestRandomBytesAreRefused(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		b := make([]byte, 500)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		b[0] = 'a' // no magic number
		e := refused(t, string(b), Options{})
		if !strings.Contains(e.Message, "neither text") || !strings.Contains(e.Message, "at offset ") || e.Place.Line != 0 {
			t.Errorf("place %v, message %q", e.Place, e.Message)
		}
	}
	e := refused(t, "label,score\n1,0.5\n0,0.\x00\n", Options{})
	if e.Place.Line != 3 {
		t.Errorf("a NUL in a text: place %v, message %q", e.Place, e.Message)
	}
}

func FuzzForeign(f *testing.F) {
	for _, c := range foreignFiles {
		f.Add([]byte(c.text))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		checkForeign(b)
		oleNames(bytes.NewReader(b))
	})
}
