"""The peers' side of the comparison: pandas, scikit-learn, NumPy and DuckDB.

Reads one JSON request a line on standard input and answers each with one line
on standard output, as the Go side does; see worker.go for the requests. Called
with a request as its argument it answers that one and ends.
"""

import gc
import importlib.util
import json
import sys
import time
import warnings

started = time.perf_counter()
import numpy as np
import pandas as pd
import scipy.stats
import sklearn
import sklearn.metrics as skm

IMPORTS = time.perf_counter() - started

warnings.filterwarnings("ignore")


def seven(y, p):
    """The seven calls that together say about what Tradeoff says at once."""
    roc = skm.roc_curve(y, p)
    pr = skm.precision_recall_curve(y, p)
    values = {
        "roc_auc": skm.roc_auc_score(y, p),
        "average_precision": skm.average_precision_score(y, p),
        "log_loss": skm.log_loss(y, p),
        "brier": skm.brier_score_loss(y, p),
        "f1": skm.f1_score(y, (p >= 0.5).astype(y.dtype)),
    }
    return values, roc, pr


def beyond(y, p, roc, pr):
    """What the seven calls do not return: from their curves, or from NumPy. Never timed."""
    fpr, tpr, _ = roc
    precision, recall, _ = pr
    both = precision + recall
    f1 = np.divide(2 * precision * recall, both, out=np.zeros_like(both), where=both > 0)

    right = np.where(y == 1, p, 1 - p)
    focal = np.where(y == 1, 0.25, 0.75) * (1 - right) ** 2 * -np.log(np.maximum(right, 2.0**-52))

    bins = np.digitize(p, np.arange(1, 10) / 10, right=True)
    gap = [y[bins == b].sum() - p[bins == b].sum() for b in range(10)]

    # DeLong's variance by midranks (Sun and Xu 2014).
    positive = y == 1
    m, n = positive.sum(), (~positive).sum()
    rank = scipy.stats.rankdata(p)
    won = (rank[positive] - scipy.stats.rankdata(p[positive])) / n
    lost = (rank[~positive] - scipy.stats.rankdata(p[~positive])) / m
    variance = won.var(ddof=1) / m + lost.var(ddof=1) / n
    return {
        "ks": (tpr - fpr).max(),
        "best_f1": f1.max(),
        "focal_loss": focal.mean(),
        "ece": np.abs(gap).sum() / len(y),
        "delong_se": np.sqrt(variance),
    }


rows = {}  # the labels and scores of the last request, by the name of their files


def load(name):
    if name not in rows:
        rows.clear()
        rows[name] = (np.fromfile(name + ".label", np.uint8).astype(np.int64), np.fromfile(name + ".score", "<f8"))
    return rows[name]


def timed(f):
    gc.collect()
    start = time.perf_counter()
    result = f()
    return result, time.perf_counter() - start


def versions(_):
    duckdb = importlib.util.find_spec("duckdb") and importlib.import_module("duckdb")
    return {
        "duckdb": duckdb.__version__ if duckdb else "",
        "python": sys.version.split()[0],
        "numpy": np.__version__,
        "pandas": pd.__version__,
        "scikit-learn": sklearn.__version__,
    }


def compute(request):
    y, p = load(request["rows"])
    (values, roc, pr), seconds = timed(lambda: seven(y, p))
    if request.get("check"):
        values |= beyond(y, p, roc, pr)
    return {"seconds": seconds, "values": values}


def csv(request):
    options = {"float_precision": "round_trip"} if request.get("exact") else {}
    frame, seconds = timed(lambda: pd.read_csv(request["rows"] + ".csv", **options))
    answer = {"seconds": seconds, "rows": len(frame)}
    if request.get("check"):
        answer["inexact"] = int((frame["score"].to_numpy() != load(request["rows"])[1]).sum())
    return answer


SWEEP = """
    CREATE OR REPLACE TEMP TABLE sweep AS
    SELECT score, sum(pos) OVER downwards AS tp, sum(neg) OVER downwards AS fp
    FROM (
        SELECT score, count(*) FILTER (label = 1) AS pos, count(*) FILTER (label = 0) AS neg
        FROM read_parquet(?) GROUP BY score
    )
    WINDOW downwards AS (ORDER BY score DESC ROWS UNBOUNDED PRECEDING)
"""


def parquet(request):
    import duckdb

    with duckdb.connect() as db:
        _, seconds = timed(lambda: db.execute(SWEEP, [request["rows"] + ".parquet"]))
        answer = {"seconds": seconds}
        if request.get("check"):
            scores, positives, negatives = db.execute("SELECT count(*), max(tp), max(fp) FROM sweep").fetchone()
            tp, fp = db.execute("SELECT max(tp), max(fp) FROM sweep WHERE score >= 0.5").fetchone()
            answer["values"] = {"scores": scores, "positives": positives, "negatives": negatives, "tp": tp, "fp": fp}
    return answer


def bootstrap(request):
    y, p = load(request["rows"])
    resamples = request["resamples"]

    def loop():
        rng = np.random.default_rng(1)
        areas = np.empty(resamples)
        for r in range(resamples):
            drawn = rng.integers(0, len(y), len(y))
            areas[r] = skm.roc_auc_score(y[drawn], p[drawn])
        return np.quantile(areas, [0.025, 0.975]), areas.std(ddof=1)

    ((low, high), se), seconds = timed(loop)
    return {"seconds": seconds, "values": {"low": low, "high": high, "se": se}}


def file(request):
    """A file to all its numbers, as a script would do it."""
    columns = None if request["ids"] else ["label", "score"]
    frame = pd.read_csv(request["rows"] + ".csv", usecols=columns)
    values, _, _ = seven(frame["label"].to_numpy(), frame["score"].to_numpy())
    return {"values": values, "imports": IMPORTS}


OPS = {"versions": versions, "compute": compute, "csv": csv, "parquet": parquet, "bootstrap": bootstrap, "file": file}


def answer(line):
    try:
        request = json.loads(line)
        out = OPS[request["op"]](request)
    except Exception as e:
        out = {"error": f"{type(e).__name__}: {e}"}
    print(json.dumps(out, default=float), flush=True)


if len(sys.argv) > 1:
    answer(sys.argv[1])
else:
    for line in sys.stdin:
        answer(line)
