"""The same work on the same bytes in pandas or scikit-learn: python3 peer.py <case> <folder of the CSV> <runs> <folder of the data> prints one line of JSON, or nothing for an unknown case."""
import json
import os
import statistics
import sys
import time

import numpy as np
import pandas as pd

name, folder, runs, data = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
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
    df = pd.DataFrame(
        dict(
            customer=given("orders-customer").astype(int),
            day=given("orders-days").astype(int),
            amount=given("orders-amount"),
            order=given("orders-order").astype(int),
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


def given(name, columns=None):
    """The same bytes as the case itself computed on: float64, little endian, row by row."""
    values = np.fromfile(os.path.join(data, name + ".f64"))
    return values if columns is None else values.reshape(-1, columns)


def labelled(name, p):
    return given(name + "-X", p), given(name + "-y").astype(int)


def clouds(n, p, seed):
    return labelled(f"clouds-{n}-{p}-{seed}", p)


def scattered(n, p):
    return labelled(f"scattered-{n}-{p}", p)


def odds(n, p, seed):
    return labelled(f"odds-{n}-{p}-{seed}", p)


def amounts(n, p, seed):
    name = f"amounts-{n}-{p}-{seed}"
    return given(name + "-X", p), given(name + "-y")


def classifier(make):
    def case():
        X, y = odds(200_000, 20, 1)
        half = 100_000
        return (
            lambda: make().fit(X[:half], y[:half]),
            lambda m: f"accuracy {m.score(X[half:], y[half:]):.4f}",
        )

    return case


def regression(name, **options):
    def case():
        import sklearn.linear_model

        X, y = amounts(200_000, 30, 150)
        model = getattr(sklearn.linear_model, name)(**options)
        return lambda: model.fit(X, y), lambda m: f"r2 {m.score(X, y):.5f}"

    return case


def logistic():
    from sklearn.linear_model import LogisticRegression

    X, y = odds(200_000, 30, 110)
    return lambda: LogisticRegression().fit(X, y), lambda m: f"accuracy {m.score(X, y):.5f}"


def naive_bayes():
    from sklearn.naive_bayes import GaussianNB

    X, y = odds(200_000, 30, 110)
    return lambda: GaussianNB().fit(X, y).predict(X), lambda p: f"accuracy {(p == y).mean():.5f}"


def svc():
    from sklearn.svm import SVC

    X, y = odds(10_000, 20, 100)
    work = lambda: SVC(C=1, gamma=0.05).fit(X[:5000], y[:5000])
    return work, lambda m: f"accuracy {m.score(X[5000:], y[5000:]):.4f}"


def svr():
    from sklearn.svm import SVR

    X, y = amounts(10_000, 20, 150)
    work = lambda: SVR(C=1, gamma=0.05, epsilon=0.1).fit(X[:5000], y[:5000])
    return work, lambda m: f"r2 {m.score(X[5000:], y[5000:]):.4f}"


def one_class():
    from sklearn.metrics import roc_auc_score
    from sklearn.svm import OneClassSVM

    X, y = scattered(5000, 10)
    work = lambda: OneClassSVM(nu=0.05, gamma=0.1).fit(X).decision_function(X)
    return work, lambda s: f"auc {roc_auc_score(y, -s):.4f}"


def tree():
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(random_state=0)


def forest():
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(random_state=0)


def forest_two():
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(random_state=0, n_jobs=2)


def boosting():
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(early_stopping=False, random_state=0)


def isolation():
    from sklearn.ensemble import IsolationForest
    from sklearn.metrics import roc_auc_score

    X, y = scattered(100_000, 10)
    work = lambda: IsolationForest(random_state=0).fit(X).score_samples(X)
    return work, lambda s: f"auc {roc_auc_score(y, -s):.4f}"


def lof():
    from sklearn.metrics import roc_auc_score
    from sklearn.neighbors import LocalOutlierFactor

    X, y = scattered(20_000, 10)
    work = lambda: LocalOutlierFactor().fit(X).negative_outlier_factor_
    return work, lambda s: f"auc {roc_auc_score(y, -s):.4f}"


def nearest():
    from sklearn.neighbors import KNeighborsClassifier

    X, y = clouds(20_000, 10, 1)
    held = clouds(5_000, 10, 2)
    return lambda: KNeighborsClassifier().fit(X, y).score(*held), lambda s: f"accuracy {s:.4f}"


def k_means(starts):
    def case():
        from sklearn.cluster import KMeans

        X = given("blobs", 10)
        work = lambda: KMeans(8, n_init=starts, random_state=0).fit(X)
        return work, lambda m: f"inertia {m.inertia_:.0f}, iterations {m.n_iter_}"

    return case


cases = {
    "csv-parse-1M-rows": csv,
    "csv-parse-1M-rows-all-text": csv_text,
    "cleaning-1M-rows": cleaning,
    "rfm-500k-rows": rfm,
    "decision-tree-100k-x-20": classifier(tree),
    "forest-100-x-100k-x-20": classifier(forest),
    "forest-100-x-100k-x-20-workers-2": classifier(forest_two),
    "boosting-100-x-31-leaves-100k-x-20": classifier(boosting),
    "isolation-forest-100k-x-10": isolation,
    "local-outlier-factor-20k-x-10": lof,
    "linear-200k-x-30": regression("LinearRegression"),
    "ridge-200k-x-30": regression("Ridge", alpha=1),
    "lasso-200k-x-30": regression("Lasso", alpha=0.05),
    "elastic-net-200k-x-30": regression("ElasticNet", alpha=0.05, l1_ratio=0.5),
    "logistic-200k-x-30": logistic,
    "gaussian-nb-200k-x-30": naive_bayes,
    "svc-5k-x-20": svc,
    "svr-5k-x-20": svr,
    "one-class-svm-5k-x-10": one_class,
    "local-outlier-factor-20k-x-10-workers-2": lof,
    "k-nearest-20k-5k-x-10": nearest,
    "k-means-200k-x-10-one-start": k_means(1),
    "k-means-200k-x-10-ten-starts": k_means(10),
}
if name in cases:
    work, tell = cases[name]()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    module = sys.modules.get("sklearn")
    version = f"pandas {pd.__version__}" if module is None else f"scikit-learn {module.__version__}"
    print(json.dumps(dict(version=version, seconds=statistics.median(seconds), result=tell(result))))
