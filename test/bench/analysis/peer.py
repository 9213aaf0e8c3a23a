"""The same work in pandas: python3 peer.py <case> <folder of the CSV> <runs> prints one line of JSON, or nothing for an unknown case."""
import json
import os
import statistics
import sys
import time

import numpy as np
import pandas as pd

name, folder, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
path = os.path.join(folder, "messy-1000000-v1.csv")


def csv():
    return lambda: pd.read_csv(path), lambda d: f"rows {len(d)}"


def csv_text():
    return lambda: pd.read_csv(path, dtype=str, keep_default_na=False), lambda d: f"rows {len(d)}"


def cleaning():
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)

    def work():
        d = raw.drop_duplicates()
        d = d.assign(
            name=d.name.str.strip().str.title(),
            amount=pd.to_numeric(d.amount.str.replace("$", "", regex=False), errors="coerce"),
            qty=pd.to_numeric(d.qty),
            date=pd.to_datetime(d.date, format="%Y-%m-%d"),
            city=d.city.replace("", np.nan),
            flag=d.flag.map({"true": True, "yes": True, "false": False, "no": False}),
        )
        q1, q3 = d.amount.quantile([0.25, 0.75])
        reach = 1.5 * (q3 - q1)
        out = int(((d.amount < q1 - reach) | (d.amount > q3 + reach)).sum())
        d["amount"] = d.amount.fillna(d.amount.median()).clip(q1 - reach, q3 + reach)
        d["city"] = d.city.fillna(d.city.mode()[0])
        return len(raw) - len(d), out

    return work, lambda r: f"duplicates {r[0]}, outliers {r[1]}"


def rfm():
    rng = np.random.default_rng(500)
    n = 500_000
    df = pd.DataFrame(
        dict(
            customer=np.floor(30_000 * rng.random(n) ** 1.5).astype(int),
            day=rng.integers(0, 730, n),
            amount=np.round(np.exp(3 + rng.standard_normal(n)), 2),
            order=np.arange(n) // 3,
        )
    )

    def work():
        g = df.groupby("customer").agg(
            last=("day", "max"), frequency=("order", "nunique"), monetary=("amount", "sum")
        )
        for column in ("last", "frequency", "monetary"):
            g[column + "_score"] = pd.qcut(g[column].rank(method="first"), 5, labels=[1, 2, 3, 4, 5]).astype(int)
        g["segment"] = g.last_score * 100 + g.frequency_score * 10 + g.monetary_score
        return g.groupby("segment").agg(n=("monetary", "size"), total=("monetary", "sum")), len(g)

    return work, lambda r: f"customers {r[1]}, segments {len(r[0])}"


cases = {
    "csv-parse-1M-rows": csv,
    "csv-parse-1M-rows-all-text": csv_text,
    "cleaning-1M-rows": cleaning,
    "rfm-500k-rows": rfm,
}
if name in cases:
    work, tell = cases[name]()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    print(json.dumps(dict(version=pd.__version__, seconds=statistics.median(seconds), result=tell(result))))
