"""Known right and known wrong answers to the exercises of 06-preprocessing.

A right answer earns every point of its exercise. A wrong one is named by its mistake,
loses exactly the tests it says, and has the sentence that a student is shown whose
answer gives the same (none where no sentence would help).
"""

import numpy as np

from autograder.authoring.bank import exercise

# ---------------------------------------------------------------------- impute_missing
impute = exercise("impute_missing")
ALL_IMPUTE = "impute_missing_by_hand impute_missing_median impute_missing_tables"


@impute.right("columns of numbers, in plain loops")
def _():
    def impute_missing(train, test, strategy="mean"):
        fills = []
        for column in train.T:
            numbers = sorted(float(v) for v in column if v == v)
            n = len(numbers)
            if strategy == "mean":
                fills.append(sum(numbers) / n)
            else:
                fills.append((numbers[(n - 1) // 2] + numbers[n // 2]) / 2)

        def filled(table):
            rows = []
            for row in table:
                pairs = zip(row, fills, strict=True)
                rows.append([fill if v != v else float(v) for v, fill in pairs])
            return rows

        return filled(train), filled(test)


@impute.right("masked arrays")
def _():
    def impute_missing(train, test, strategy="mean"):
        known = np.ma.masked_invalid(train)
        average = np.ma.median if strategy == "median" else np.ma.mean
        fill = np.asarray(average(known, axis=0))
        tables = []
        for table in (train, test):
            table = table.copy()
            rows, columns = np.nonzero(np.isnan(table))
            table[rows, columns] = fill[columns]
            tables.append(table)
        return tables


impute.wrong(
    "impute-leak",
    "learn what fills the holes from the training rows alone",
    loses=ALL_IMPUTE,
    edit=("average(train, axis=0)", "average(np.concatenate([train, test]), axis=0)"),
)
impute.wrong(
    "impute-leak",
    loses=ALL_IMPUTE,
    edit=(
        "np.where(np.isnan(test), fill, test)",
        "np.where(np.isnan(test), average(test, axis=0), test)",
    ),
)
impute.wrong(
    "impute-zero",
    "0 is a value like any other; fill with the column's mean or median",
    loses=ALL_IMPUTE,
    edit=("average(train, axis=0)", "np.zeros(train.shape[1])"),
)
impute.wrong(
    "impute-zero",
    loses=ALL_IMPUTE,
    edit=("np.where(np.isnan(test), fill, test)", "np.nan_to_num(test)"),
)
impute.wrong(
    "holes-counted",
    "a hole is no 0: the mean is over the numbers that are there",
    loses="impute_missing_by_hand impute_missing_tables",
    edit=("else np.nanmean", "else lambda x, axis: np.nan_to_num(x).mean(axis=axis)"),
)
impute.wrong(
    "holes-in-the-mean",
    "a nan turns the whole mean into nan: take the numbers only",
    loses=ALL_IMPUTE,
    edit=(
        'np.nanmedian if strategy == "median" else np.nanmean',
        'np.median if strategy == "median" else np.mean',
    ),
)
impute.wrong(
    "one-fill-for-all",
    "each column has its own mean: average along axis 0",
    loses=ALL_IMPUTE,
    edit=("average(train, axis=0)", "average(train)"),
)
impute.wrong(
    "rows-not-columns",
    "a hole is filled from its column, not from its row",
    loses=ALL_IMPUTE,
    edit=(
        "    return np.where",
        "    fill, other = average(train, axis=1), average(test, axis=1)\n"
        "    train, test = train.T, test.T\n"
        "    return (\n"
        "        np.where(np.isnan(train), fill, train).T,\n"
        "        np.where(np.isnan(test), other, test).T,\n"
        "    )\n"
        "    return np.where",
    ),
)
impute.wrong(
    "test-holes-stay",
    "the test rows have holes too: fill them as well",
    loses=ALL_IMPUTE,
    edit=("np.where(np.isnan(test), fill, test)", "test"),
)
impute.wrong(
    "rows-dropped",
    "keep all rows: fill a hole, do not drop its row",
    loses=ALL_IMPUTE,
    edit=(
        "    return np.where",
        "    holes = [np.isnan(x).any(axis=1) for x in (train, test)]\n"
        "    return train[~holes[0]], test[~holes[1]]\n"
        "    return np.where",
    ),
)
impute.wrong(
    "strategy-ignored",
    'with strategy="median" the median fills the holes',
    loses="impute_missing_median",
    edit=('np.nanmedian if strategy == "median" else np.nanmean', "np.nanmean"),
)
impute.wrong(
    "one-middle-number",
    "the median of an even count is the mean of the two in the middle",
    loses="impute_missing_median",
    edit=(
        "np.nanmedian if",
        '(lambda x, axis: np.nanquantile(x, 0.5, axis=axis, method="lower")) if',
    ),
)
impute.wrong(
    "zero-is-a-hole",
    "only nan is a hole; 0 is a number that counts",
    loses="impute_missing_tables",
    edit=(
        "average(train, axis=0)",
        "average(np.where(train == 0, np.nan, train), axis=0)",
    ),
)
impute.wrong(
    "changes its input",
    loses=ALL_IMPUTE,
    edit=(
        "    return np.where",
        "    for row in train:\n"
        "        row[np.isnan(row)] = fill[np.isnan(row)]\n"
        "    return np.where",
    ),
)

# ------------------------------------------------------------------------ standardizer
standardizer = exercise("standardizer")
ALL_STANDARD = (
    "standardize_by_hand standardizer_constant "
    "standardizer_far_from_zero standardizer_objects"
)


@standardizer.right("a factor and a shift; the variance as a mean of squares")
def _():
    class Standardizer:
        def fit(self, train):
            train = np.asarray(train, dtype=float)
            center = train[0] + (train - train[0]).mean(axis=0)
            variance = ((train - center) ** 2).mean(axis=0)
            spread = np.sqrt(variance)
            spread[np.ptp(train, axis=0) == 0] = 1
            self.learnt = center, 1 / spread
            return self

        def transform(self, x):
            center, factor = self.learnt
            return (x - center) * factor

    def standardize(train, test):
        scaler = Standardizer()
        scaler.fit(train)
        return [scaler.transform(table) for table in (train, test)]


@standardizer.right("column by column, in plain loops")
def _():
    import math

    class Standardizer:
        def fit(self, train):
            self.columns = []
            for column in zip(*train.tolist(), strict=True):
                mean = math.fsum(column) / len(column)
                squares = [(v - mean) ** 2 for v in column]
                std = math.sqrt(math.fsum(squares) / len(column))
                if len(set(column)) == 1:
                    mean, std = column[0], 1.0
                self.columns.append((mean, std))
            return self

        def transform(self, x):
            rows = []
            for row in x.tolist():
                pairs = zip(row, self.columns, strict=True)
                rows.append([(v - mean) / std for v, (mean, std) in pairs])
            return rows

    def standardize(train, test):
        scaler = Standardizer().fit(train)
        return scaler.transform(train), scaler.transform(test)


standardizer.wrong(
    "fit-on-all",
    "learn from the training rows alone, and apply it to all",
    loses="standardize_by_hand standardizer_constant standardizer_far_from_zero",
    edit=(
        "scaler = Standardizer().fit(train)",
        "scaler = Standardizer().fit(np.concatenate([train, test]))",
    ),
)
standardizer.wrong(
    "fit-on-all",
    loses="standardize_by_hand standardizer_constant standardizer_far_from_zero",
    edit=(
        "return scaler.transform(train), scaler.transform(test)",
        "return scaler.transform(train), scaler.fit(test).transform(test)",
    ),
)
standardizer.wrong(
    "learns-in-transform",
    "transform applies what fit has learnt; it learns nothing",
    loses=ALL_STANDARD,
    edit=(
        "return (x - self.mean) / self.std",
        "return (x - x.mean(axis=0)) / self.std",
    ),
)
standardizer.wrong(
    "constant-column",
    "a constant column has no spread to divide by: divide by 1",
    loses="standardize_by_hand standardizer_constant",
    edit=("np.where(is_constant, 1.0, train.std(axis=0))", "train.std(axis=0)"),
)
standardizer.wrong(
    "constant-by-rounding",
    "the computed std of equal values may not be 0: compare the values",
    loses="standardizer_constant",
    edit=("(train == train[0]).all(axis=0)", "train.std(axis=0) == 0"),
)
standardizer.wrong(
    "epsilon-added",
    "where a column is constant divide by 1; a tiny number blows new values up",
    loses="standardize_by_hand standardizer_constant",
    edit=("np.where(is_constant, 1.0, train.std(axis=0))", "train.std(axis=0) + 1e-12"),
)
standardizer.wrong(
    "ddof-one",
    "this standard deviation divides by N, not by N - 1",
    loses=ALL_STANDARD,
    edit=("train.std(axis=0)", "train.std(axis=0, ddof=1)"),
)
standardizer.wrong(
    "variance-not-root",
    "divide by the standard deviation, the root of the variance",
    loses=ALL_STANDARD,
    edit=("train.std(axis=0)", "train.var(axis=0)"),
)
standardizer.wrong(
    "only-centred",
    "subtract the mean, and divide by the standard deviation too",
    loses=ALL_STANDARD,
    edit=("(x - self.mean) / self.std", "x - self.mean"),
)
standardizer.wrong(
    "one-scale-for-all",
    "each column has its own mean and standard deviation: use axis 0",
    loses=ALL_STANDARD,
    edit=(
        "        return self\n",
        "        self.mean, self.std = train.mean(), train.std() or 1.0\n"
        "        return self\n",
    ),
)
standardizer.wrong(
    "variance-by-squares",
    "mean of squares minus squared mean loses all digits far from 0",
    loses="standardizer_far_from_zero",
    edit=(
        "train.std(axis=0)",
        "np.sqrt(np.abs((train**2).mean(axis=0) - self.mean**2))",
    ),
)
standardizer.wrong(
    "shared-by-all",
    "each Standardizer keeps what it has learnt itself: use self",
    loses="standardizer_objects",
    edit=(
        "        return self\n",
        "        Standardizer.mean, Standardizer.std = self.mean, self.std\n"
        "        del self.mean, self.std\n"
        "        return self\n",
    ),
)
standardizer.wrong(
    "learnt-once",
    "fitting again forgets what was learnt before",
    loses="standardizer_objects",
    edit=(
        "        self.mean = train",
        '        if hasattr(self, "mean"):\n'
        "            return self\n"
        "        self.mean = train",
    ),
)
standardizer.wrong(
    "fit-returns-nothing",
    "fit returns the Standardizer itself: return self",
    loses=ALL_STANDARD,
    edit=("        return self\n", "        return None\n"),
)
standardizer.wrong(
    "calls sklearn",
    loses="standardize_by_hand",
    edit=(
        "        self.mean = train.mean(axis=0)",
        "        self.mean = preprocessing.StandardScaler().fit(train).mean_",
    ),
)

# ----------------------------------------------------------------------- min_max_scale
min_max = exercise("min_max_scale")
ALL_MIN_MAX = "min_max_scale_by_hand min_max_scale_constant"


@min_max.right("bounds by sorting, clipped by minimum and maximum")
def _():
    def min_max_scale(train, test):
        ordered = np.sort(train, axis=0)
        width = ordered[-1] - ordered[0]
        width[width == 0] = 1
        scaled = (test - ordered[0]) / width
        return (train - ordered[0]) / width, np.minimum(np.maximum(scaled, 0), 1)


@min_max.right("in plain loops")
def _():
    def min_max_scale(train, test):
        lows = [min(column) for column in train.T.tolist()]
        widths = [max(c) - min(c) or 1.0 for c in train.T.tolist()]

        def scaled(table):
            rows = []
            for row in table.tolist():
                triples = zip(row, lows, widths, strict=True)
                rows.append([min(1.0, max(0.0, (v - a) / w)) for v, a, w in triples])
            return rows

        return scaled(train), scaled(test)


min_max.wrong(
    "clip-missing",
    "test values beyond the training range are clipped to 0 or 1",
    loses=ALL_MIN_MAX,
    edit=("np.clip((x - low) / width, 0, 1)", "(x - low) / width"),
)
min_max.wrong(
    "clip-missing",
    loses=ALL_MIN_MAX,
    edit=("np.clip((x - low) / width, 0, 1)", "np.minimum((x - low) / width, 1)"),
)
min_max.wrong(
    "fit-on-all",
    "learn from the training rows alone, and apply it to all",
    loses=ALL_MIN_MAX,
    edit=(
        "low, high = train.min(axis=0), train.max(axis=0)",
        "rows = np.concatenate([train, test])\n"
        "    low, high = rows.min(axis=0), rows.max(axis=0)",
    ),
)
min_max.wrong(
    "fit-on-all",
    loses=ALL_MIN_MAX,
    edit=(
        "    return tuple(np.clip((x - low) / width, 0, 1) for x in (train, test))",
        "    own = np.where(np.ptp(test, axis=0) > 0, np.ptp(test, axis=0), 1.0)\n"
        "    return (train - low) / width, (test - test.min(axis=0)) / own",
    ),
)
min_max.wrong(
    "constant-column",
    "a constant column has no spread to divide by: divide by 1",
    loses="min_max_scale_constant",
    edit=("np.where(high > low, high - low, 1.0)", "high - low"),
)
min_max.wrong(
    "divided-by-maximum",
    "subtract the minimum, and divide by maximum - minimum",
    loses=ALL_MIN_MAX,
    edit=("(x - low) / width", "x / high"),
)
min_max.wrong(
    "width-is-maximum",
    "the width of the range is maximum - minimum",
    loses=ALL_MIN_MAX,
    edit=("high - low, 1.0", "high, 1.0"),
)
min_max.wrong(
    "one-range-for-all",
    "each column has its own range: use axis 0",
    loses=ALL_MIN_MAX,
    edit=(
        "train.min(axis=0), train.max(axis=0)",
        "train.min(), train.max()",
    ),
)
min_max.wrong(
    "standardized",
    "scale by minimum and maximum here, not by mean and deviation",
    loses=ALL_MIN_MAX,
    edit=(
        "(x - low) / width, 0, 1",
        "(x - train.mean(axis=0)) / np.maximum(train.std(axis=0), 1e-9), 0, 1",
    ),
)
min_max.wrong(
    "clipped-first",
    loses=ALL_MIN_MAX,
    edit=("np.clip((x - low) / width, 0, 1)", "(np.clip(x, 0, 1) - low) / width"),
)

min_max.equivalent(
    "swap-arguments-8ae69c",
    because="clip takes the larger of the first two, whichever is the bound",
)

# ----------------------------------------------------------------------------- one_hot
one_hot = exercise("one_hot")
ALL_ONE_HOT = "one_hot_by_hand one_hot_any_values"


@one_hot.right("every value compared with every category, in plain loops")
def _():
    def one_hot(values, categories):
        if not values:
            return np.empty((0, len(categories)), dtype=int)
        return [[1 if v == c else 0 for c in categories] for v in values]


@one_hot.right("rows of an identity matrix with a row of zeros below")
def _():
    def one_hot(values, categories):
        k = len(categories)
        place = {category: i for i, category in enumerate(categories)}
        rows = [place.get(value, k) for value in values]
        return np.eye(k + 1, k, dtype=np.float32)[np.array(rows, dtype=int)]


one_hot.wrong(
    "sorted-columns",
    "the columns stand in the order of `categories`, as given",
    loses=ALL_ONE_HOT,
    edit=(
        "    table = np.zeros",
        "    categories = sorted(categories)\n    table = np.zeros",
    ),
)
one_hot.wrong(
    "categories-of-these-values",
    "the columns are those of `categories`, whatever occurs in `values`",
    loses=ALL_ONE_HOT,
    edit=(
        "    table = np.zeros",
        "    categories = sorted(set(values))\n    table = np.zeros",
    ),
)
one_hot.wrong(
    "numbers-for-words",
    "one column per category, not one number per value",
    loses=ALL_ONE_HOT,
    edit=(
        "    return table",
        "    return [float(categories.index(v)) if v in categories else -1.0\n"
        "            for v in values]",
    ),
)
one_hot.wrong(
    "transposed-table",
    "one row per value, one column per category",
    loses=ALL_ONE_HOT,
    edit=("    return table", "    return table.T"),
)
one_hot.wrong(
    "unknown-dropped",
    "a value that is no category keeps its row, full of zeros",
    loses=ALL_ONE_HOT,
    edit=(
        "    table = np.zeros",
        "    values = [value for value in values if value in categories]\n"
        "    table = np.zeros",
    ),
)
one_hot.wrong(
    "unknown-is-last",
    "a value that is no category has a row of zeros, not another's 1",
    loses=ALL_ONE_HOT,
    edit=(
        "        if value in categories:\n"
        "            table[row, categories.index(value)] = 1.0",
        "        place = categories.index(value) if value in categories else -1\n"
        "        table[row, place] = 1.0",
    ),
)
one_hot.wrong(
    "unknown-fails",
    "a value that is no category is no error: its row is zeros",
    loses=ALL_ONE_HOT,
    edit=("        if value in categories:", "        if True:"),
)
one_hot.wrong(
    "unknown-has-a-column",
    "there is no column for unknown values: their row is zeros",
    loses=ALL_ONE_HOT,
    edit=(
        "    return table",
        "    known = table.sum(axis=1, keepdims=True)\n"
        "    return np.concatenate([table, 1 - known], axis=1)",
    ),
)
one_hot.wrong(
    "first-column-dropped",
    "every category has its column, the first one too",
    loses=ALL_ONE_HOT,
    edit=("    return table", "    return table[:, 1:]"),
)
one_hot.wrong(
    "truth-values",
    "numbers are asked for: 0 and 1, not False and True",
    loses=ALL_ONE_HOT,
    edit=("    return table", "    return table == 1"),
)
one_hot.wrong(
    "place-zero-is-no-place",
    "the first category has the place 0, which counts as false in an `if`",
    loses="one_hot_any_values",
    edit=(
        "        if value in categories:",
        "        if value in categories and categories.index(value):",
    ),
)
one_hot.wrong(
    "no-values-no-columns",
    "without values the table has no rows, but still its K columns",
    loses="one_hot_any_values",
    edit=("    return table", "    return np.array(table.tolist())"),
)

# -------------------------------------------------------------------- stratified_split
split = exercise("stratified_split")
ALL_SPLIT = "stratified_split_by_hand stratified_split_shares stratified_split_random"


@split.right("a random key for each row, the smallest ones of each class")
def _():
    def stratified_split(labels, test_share, rng):
        keys = rng.random(len(labels))
        is_test = np.zeros(len(labels), dtype=bool)
        for label in set(labels.tolist()):
            own = labels == label
            count = int(test_share * own.sum() + 0.5)
            rank = np.array([np.sum(own & (keys < key)) for key in keys])
            is_test |= own & (rank < count)
        return np.flatnonzero(~is_test), np.flatnonzero(is_test)


@split.right("drawn one by one, in plain loops")
def _():
    def stratified_split(labels, test_share, rng):
        rows_of = {}
        for row, label in enumerate(labels):
            rows_of.setdefault(int(label), []).append(row)
        test = []
        for rows in rows_of.values():
            for _ in range(round(test_share * len(rows))):
                test.append(rows.pop(int(rng.integers(len(rows)))))
        return [row for rows in rows_of.values() for row in rows], test


split.wrong(
    "split-unstratified",
    "draw from each class apart, so that each gives its share",
    loses="stratified_split_by_hand stratified_split_shares",
    edit=(
        "for label in np.unique(labels):\n"
        "        rows = rng.permutation(np.flatnonzero(labels == label))",
        "for _ in range(1):\n        rows = rng.permutation(len(labels))",
    ),
)
split.wrong(
    "split-overlap",
    "a test row is no training row: take it out of the others",
    loses="stratified_split_by_hand stratified_split_shares",
    edit=("train.extend(rows[count:])", "train.extend(rows)"),
)
split.wrong(
    "drawn-twice",
    "draw without replacement: no row twice in the test set",
    loses="stratified_split_by_hand stratified_split_shares",
    edit=(
        "test.extend(rows[:count])\n        train.extend(rows[count:])",
        "drawn = rng.choice(rows, count)\n"
        "        test.extend(drawn)\n"
        "        train.extend(np.setdiff1d(rows, drawn))",
    ),
)
split.wrong(
    "swapped",
    "train comes first, and test_share is the share of the test rows",
    loses=ALL_SPLIT,
    edit=("np.array(train), np.array(test)", "np.array(test), np.array(train)"),
)
split.wrong(
    "same-number-of-each",
    "each class gives its share of its own size, not the same number",
    loses=ALL_SPLIT,
    edit=(
        "round(test_share * len(rows))",
        "round(test_share * len(labels) / len(np.unique(labels)) + 0.01)",
    ),
)
split.wrong(
    "rounded-down",
    "the count is rounded to the nearest whole number, not down",
    loses="stratified_split_shares",
    edit=("round(test_share * len(rows))", "int(test_share * len(rows) + 1e-9)"),
)
split.wrong(
    "rounded-up",
    "the count is rounded to the nearest whole number, not up",
    loses="stratified_split_shares",
    edit=(
        "round(test_share * len(rows))",
        "int(np.ceil(test_share * len(rows) - 1e-9))",
    ),
)
split.wrong(
    "at-least-one",
    "a class too small for a test row gives none",
    loses="stratified_split_shares",
    edit=("round(test_share * len(rows))", "max(1, round(test_share * len(rows)))"),
)
split.wrong(
    "two-classes",
    "any whole number can be a class: go through those that occur",
    loses="stratified_split_shares stratified_split_random",
    edit=("for label in np.unique(labels):", "for label in (0, 1):"),
)
split.wrong(
    "not-shuffled",
    "the order is random: shuffle the rows with rng",
    loses="stratified_split_random",
    edit=(
        "rng.permutation(np.flatnonzero(labels == label))",
        "np.flatnonzero(labels == label)",
    ),
)
split.wrong(
    "own-generator",
    "all random numbers come from the argument rng",
    loses="stratified_split_random",
    edit=("    train, test = [], []", "    rng = np.random\n    train, test = [], []"),
)
split.wrong(
    "rows-within-class",
    "row numbers count through the whole data set, not within a class",
    loses=ALL_SPLIT,
    edit=(
        "rng.permutation(np.flatnonzero(labels == label))",
        "rng.permutation(int(np.sum(labels == label)))",
    ),
)
split.wrong(
    "classes-not-joined",
    "put the rows of all classes into one flat array: np.concatenate",
    loses=ALL_SPLIT,
    edit=(
        "test.extend(rows[:count])\n        train.extend(rows[count:])\n"
        "    return np.array(train), np.array(test)",
        "test.append(rows[:count])\n        train.append(rows[count:])\n"
        "    return train, test",
    ),
)
split.wrong(
    "classes-not-joined",
    loses=ALL_SPLIT,
    edit=(
        "test.extend(rows[:count])\n        train.extend(rows[count:])",
        "test.append(rows[:count])\n        train.append(rows[count:])",
    ),
)
split.wrong(
    "labels-not-rows",
    "return row numbers, not labels or truth values",
    loses=ALL_SPLIT,
    edit=(
        "return np.array(train), np.array(test)",
        "return labels[np.array(train)], labels[np.array(test)]",
    ),
)

# ----------------------------------------------------------------------- to_nchw_float
to_nchw = exercise("to_nchw_float")
ALL_NCHW = "to_nchw_float_by_hand to_nchw_float_batches"


@to_nchw.right("channel by channel")
def _():
    def to_nchw_float(images):
        if not np.issubdtype(images.dtype, np.floating):
            images = images.astype(np.float32) / np.float32(255)
        channels = [images[..., c] for c in range(images.shape[3])]
        return np.stack(channels, axis=1)


@to_nchw.right("in plain loops")
def _():
    def to_nchw_float(images):
        n, h, w, c = images.shape
        result = np.zeros((n, c, h, w))
        for i in range(n):
            for row in range(h):
                for column in range(w):
                    for channel in range(c):
                        value = images[i, row, column, channel]
                        if images.dtype.kind == "u":
                            value = int(value) / 255
                        result[i, channel, row, column] = value
        return result


to_nchw.wrong(
    "scaled-twice",
    "floats run from 0 to 1 already: divide bytes only",
    loses=ALL_NCHW,
    edit=("255 if images.dtype == np.uint8 else 1", "255"),
)
to_nchw.wrong(
    "hwc-kept",
    "the channels come first: (N, C, H, W)",
    loses=ALL_NCHW,
    edit=("images.transpose(0, 3, 1, 2)", "images"),
)
to_nchw.wrong(
    "reshape-not-transpose",
    "moving an axis is not reshaping: transpose keeps pixels together",
    loses=ALL_NCHW,
    edit=(
        "images.transpose(0, 3, 1, 2)",
        "images.reshape(len(images), images.shape[3], *images.shape[1:3])",
    ),
)
to_nchw.wrong(
    "height-and-width-swapped",
    "height stays before width: (N, C, H, W)",
    loses=ALL_NCHW,
    edit=("transpose(0, 3, 1, 2)", "transpose(0, 3, 2, 1)"),
)
to_nchw.wrong(
    "height-and-width-swapped",
    loses=ALL_NCHW,
    edit=("images.transpose(0, 3, 1, 2)", "images.swapaxes(1, 3)"),
)
to_nchw.wrong(
    "channels-before-images",
    "the images stay the first axis: (N, C, H, W)",
    loses=ALL_NCHW,
    edit=("transpose(0, 3, 1, 2)", "transpose(3, 0, 1, 2)"),
)
to_nchw.wrong(
    "not-scaled",
    "bytes run from 0 to 255: divide them by 255",
    loses=ALL_NCHW,
    edit=("255 if images.dtype == np.uint8 else 1", "1"),
)
to_nchw.wrong(
    "divided-by-256",
    "the largest byte is 255, and becomes 1",
    loses=ALL_NCHW,
    edit=("255 if", "256 if"),
)
to_nchw.wrong(
    "whole-numbers",
    "`/` keeps the fractions; `//` and integer dtypes lose them",
    loses=ALL_NCHW,
    edit=("/ brightest", "// brightest"),
)
to_nchw.wrong(
    "own-brightest",
    "divide by 255, not by the brightest pixel that happens to occur",
    loses="to_nchw_float_batches",
    edit=(
        "255 if images.dtype == np.uint8 else 1",
        "images.max() if images.dtype == np.uint8 else 1",
    ),
)
to_nchw.wrong(
    "guessed-by-maximum",
    "the dtype tells bytes from floats: a dark image has small bytes",
    loses="to_nchw_float_batches",
    edit=("images.dtype == np.uint8", "images.max() > 1"),
)
to_nchw.wrong(
    "around-zero",
    "the numbers run from 0 to 1, not from -1 to 1",
    loses=ALL_NCHW,
    edit=("/ brightest", "/ brightest * 2 - 1"),
)

# ----------------------------------------------------------------------- pad_sequences
pad = exercise("pad_sequences")
ALL_PAD = "pad_sequences_by_hand pad_sequences_sides"


@pad.right("lists put together")
def _():
    def pad_sequences(sequences, length, padding="pre", truncating="pre", value=0):
        rows = []
        for s in sequences:
            extra = max(len(s) - length, 0)
            kept = s[extra:] if truncating == "pre" else s[: len(s) - extra]
            fill = [value] * (length - len(kept))
            rows.append(fill + list(kept) if padding == "pre" else list(kept) + fill)
        return np.array(rows)


@pad.right("number by number, in plain loops")
def _():
    def pad_sequences(sequences, length, padding="pre", truncating="pre", value=0):
        rows = []
        for sequence in sequences:
            row = [value for _ in range(length)]
            n = len(sequence)
            kept = min(n, length)
            first = n - kept if truncating == "pre" else 0
            left = length - kept if padding == "pre" else 0
            for i in range(kept):
                row[left + i] = sequence[first + i]
            rows.append(row)
        return rows


pad.wrong(
    "pad-wrong-side",
    '"pre" fills up before the sequence, "post" after it',
    loses=ALL_PAD,
    edit=('if padding == "pre" else 0', 'if padding == "post" else 0'),
)
pad.wrong(
    "pad-wrong-side",
    loses=ALL_PAD,
    edit=('length - len(kept) if padding == "pre" else 0', "0"),
)
pad.wrong(
    "truncate-wrong-side",
    'truncating "pre" loses the first numbers and keeps the last ones',
    loses=ALL_PAD,
    edit=('if truncating == "pre" else', 'if truncating == "post" else'),
)
pad.wrong(
    "truncate-wrong-side",
    loses=ALL_PAD,
    edit=(
        'sequence[-length:] if truncating == "pre" else sequence[:length]',
        "sequence[:length]",
    ),
)
pad.wrong(
    "post-by-default",
    'where nothing is said, both sides are "pre", the front',
    loses="pad_sequences_by_hand",
    edit=(
        'padding: str = "pre",\n    truncating: str = "pre"',
        'padding: str = "post",\n    truncating: str = "post"',
    ),
)
pad.wrong(
    "post-ignored",
    'with "post" the end of the row is filled, or the end lost',
    loses=ALL_PAD,
    edit=(
        "    rows = np.full",
        '    padding = truncating = "pre"\n    rows = np.full',
    ),
)
pad.wrong(
    "one-side-for-both",
    "padding and truncating have a side each",
    loses="pad_sequences_sides",
    edit=('if truncating == "pre"', 'if padding == "pre"'),
)
pad.wrong(
    "one-side-for-both",
    loses="pad_sequences_sides",
    edit=('if padding == "pre"', 'if truncating == "pre"'),
)
pad.wrong(
    "value-ignored",
    "fill up with the argument value, not always with 0",
    loses="pad_sequences_sides",
    edit=("length), value)", "length), 0)"),
)
pad.wrong(
    "reversed",
    "each row keeps the order of its numbers",
    loses=ALL_PAD,
    edit=("] = kept", "] = kept[::-1]"),
)
pad.wrong(
    "longest-decides",
    "every row has the given length; longer sequences are cut",
    loses=ALL_PAD,
    edit=(
        "    rows = np.full",
        "    length = max(map(len, sequences))\n    rows = np.full",
    ),
)
pad.wrong(
    "too-long-dropped",
    "a sequence that is too long is cut, not left out",
    loses=ALL_PAD,
    edit=(
        "    rows = np.full",
        "    sequences = [s for s in sequences if len(s) <= length]\n"
        "    rows = np.full",
    ),
)

# ------------------------------------------------------------------------- minibatches
batches = exercise("minibatches")
ALL_BATCHES = "minibatches_by_hand minibatches_random"


@batches.right("the order is cut into pieces; a generator of pairs")
def _():
    def minibatches(x, y, batch_size, rng):
        order = np.arange(len(x))
        rng.shuffle(order)
        for rows in np.split(order, range(batch_size, len(x), batch_size)):
            yield np.take(x, rows, axis=0), np.take(y, rows, axis=0)


@batches.right("drawn one by one, in plain loops")
def _():
    def minibatches(x, y, batch_size, rng):
        left, pairs = list(range(len(x))), []
        some_x, some_y = [], []
        while left:
            row = left.pop(int(rng.integers(len(left))))
            some_x.append(x[row])
            some_y.append(y[row])
            if len(some_x) == batch_size or not left:
                pairs.append([some_x, some_y])
                some_x, some_y = [], []
        return pairs


batches.wrong(
    "last-batch-lost",
    "the last batch may be smaller, but it stays",
    loses=ALL_BATCHES,
    edit=(
        "range(0, len(x), batch_size)",
        "range(0, len(x) - batch_size + 1, batch_size)",
    ),
)
batches.wrong(
    "labels-unshuffled",
    "the labels go in the same order as their examples",
    loses=ALL_BATCHES,
    edit=("y[rows]", "y[start : start + batch_size]"),
)
batches.wrong(
    "labels-unshuffled",
    loses=ALL_BATCHES,
    edit=("    batches = []", "    y = rng.permutation(y)\n    batches = []"),
)
batches.wrong(
    "with-replacement",
    "in an epoch each example comes once: draw without replacement",
    loses=ALL_BATCHES,
    edit=("rng.permutation(len(x))", "rng.integers(len(x), size=len(x))"),
)
batches.wrong(
    "last-batch-filled-up",
    "the last batch has what is left, and nothing twice",
    loses=ALL_BATCHES,
    edit=(
        "    batches = []",
        "    order = np.concatenate([order, order[: -len(x) % batch_size]])\n"
        "    batches = []",
    ),
)
batches.wrong(
    "one-batch-too-many",
    "an empty batch is no batch",
    loses="minibatches_random",
    edit=("range(0, len(x), batch_size)", "range(0, len(x) + 1, batch_size)"),
)
batches.wrong(
    "number-of-batches",
    "batch_size is the number of examples in a batch, not of batches",
    loses=ALL_BATCHES,
    edit=(
        "    batches = []",
        "    batch_size = -(-len(x) // batch_size)\n    batches = []",
    ),
)
batches.wrong(
    "first-batch-only",
    "return all batches of the epoch, not the first one",
    loses=ALL_BATCHES,
    edit=("    return batches", "    return batches[:1]"),
)
batches.wrong(
    "not-shuffled",
    "the order is random: shuffle the rows with rng",
    loses="minibatches_random",
    edit=("rng.permutation(len(x))", "np.arange(len(x))"),
)
batches.wrong(
    "only-batches-shuffled",
    "shuffle the examples, not only the batches",
    loses="minibatches_random",
    edit=(
        "    return batches",
        "    batches = [\n"
        "        (x[i : i + batch_size], y[i : i + batch_size])\n"
        "        for i in range(0, len(x), batch_size)\n"
        "    ]\n"
        "    last = batches.pop() if len(x) % batch_size else None\n"
        "    batches = [batches[i] for i in rng.permutation(len(batches))]\n"
        "    return batches + ([last] if last else [])",
    ),
)
batches.wrong(
    "own-generator",
    "all random numbers come from the argument rng",
    loses="minibatches_random",
    edit=("    order = rng", "    rng = np.random\n    order = rng"),
)
