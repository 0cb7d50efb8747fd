// Says what `go test -json` would of each test, for internal/testrun to count.

/** @param {AsyncIterable<any>} events */
export default async function* reporter(events) {
  const names = /** @type {Map<string, string[]>} */ (new Map()); // by file: tests around the one that runs
  const failed = /** @type {Map<string, boolean>} */ (new Map()); // files
  const line = (/** @type {Record<string, string>} */ event) => JSON.stringify(event) + "\n";
  const where = (/** @type {string} */ file) => "tradeoff/web/test/" + file.split("/").at(-1);
  for await (const { type, data } of events) {
    if (type === "test:start") (names.get(data.file) ?? names.set(data.file, []).get(data.file))?.splice(data.nesting, Infinity, data.name);
    if (type === "test:stderr" || type === "test:stdout") yield data.message;
    if (type !== "test:pass" && type !== "test:fail") continue;
    const action = type === "test:fail" ? "fail" : data.skip !== undefined || data.todo !== undefined ? "skip" : "pass";
    const event = { Package: where(data.file), Test: [...(names.get(data.file) ?? []).slice(0, data.nesting), data.name].join("/") };
    failed.set(data.file, (failed.get(data.file) ?? false) || action === "fail");
    if (action === "fail") {
      const why = data.details.error?.cause ?? data.details.error;
      yield line({ Action: "output", ...event, Output: `--- FAIL: ${data.name} (${where(data.file)}:${data.line})\n${why?.stack ?? why}\n` });
    }
    yield line({ Action: action, ...event });
  }
  for (const [file, bad] of failed) {
    yield line({ Action: "output", Package: where(file), Output: `${bad ? "FAIL" : "ok  "}\t${where(file)}\n` });
    yield line({ Action: bad ? "fail" : "pass", Package: where(file) });
  }
}
