# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Preprocessing
#
# Data do not come as a network wants them. Tables have holes, columns have units,
# categories are words, images are bytes, sentences differ in length. You build the
# eight small machines that stand between the file and the first layer.
#
# None of them is difficult, and yet more results are spoiled here than anywhere else:
# by a **leak**. A model is judged on rows that it has not seen, the *test rows*. If
# anything that it uses was learnt from those rows as well, the result is too good, and
# no error message tells. So one rule goes through this notebook: *what is learnt is
# learnt from the training rows, and then applied to all*.
#
# It takes 60 to 80 minutes; the pictures take about 6 seconds in all. Everything is
# built by hand with numpy: an answer that uses `sklearn`, `torch` or `check` (the
# autograder) loses the visible point of its exercise, and only that. No exercise needs
# your answer to another one. You may call your earlier functions; then their mistakes
# cost points here too.
#
# In a signature, `Float[np.ndarray, "N D"]` is an array of floats with N rows and D
# columns; equal letters mean equal lengths. What is annotated like this comes to you as
# a numpy array. A result may have any float dtype; whole numbers and nested lists of
# numbers are fine too. Leave the arguments as they are: work on a copy.

# %%
from collections.abc import Iterable

import matplotlib.pyplot as plt
import numpy as np
from jaxtyping import Float, Int, UInt8
from sklearn import datasets, impute, model_selection, preprocessing

from autograder import check

# %% [markdown]
# ## The goal
#
# Five ways to ask the same question: how well does a simple model tell, from what was
# measured on 56 patients, whether the diabetes of 24 others gets worse than usual? The
# data are real (442 patients of scikit-learn's diabetes data) and spoiled on purpose: 3
# of 10 values are lost, and 100 columns hold nothing but noise.
#
# Each line is one way, on average over 40 draws of the patients. The full dot is the
# accuracy that it claims; the ring is what the same model is worth on 362 patients who
# came later. Where nothing leaks, the two agree (a point or two is chance). In part 9
# you draw this picture with your own code, and read what each leak does.

# %% nbgrader={"grade_id": "see_the_goal", "show": true}
# Takes about 2 s
NO_LEAK = "nothing leaks"
ALL_ROWS = "filled and scaled\nby all rows"
CHOSEN = "columns chosen\nby all rows"
TRAINED = "test rows are\ntraining rows too"
BY_CLASS = "filled with the mean\nof the row's class"
WAYS = (NO_LEAK, ALL_ROWS, CHOSEN, TRAINED, BY_CLASS)


def spoiled_patients(generator):
    """442 patients in a new order: 10 measurements, 100 columns of noise, holes."""
    x, progress = datasets.load_diabetes(return_X_y=True, scaled=False)
    x = np.concatenate([x, generator.normal(size=(442, 100))], axis=1)
    x[generator.random(x.shape) < 0.3] = np.nan
    order = generator.permutation(442)
    return x[order], (progress[order] > 140).astype(int)


def ten_columns(x, y):
    """The columns of `x`, all with mean 0, that go best with `y`."""
    spread = np.sqrt((x**2).mean(axis=0)) + 1e-9
    return np.argsort(-np.abs((y - y.mean()) @ x) / spread)[:10]


def linear_model(x, y):
    """Least squares with a small penalty, and a bias; gives answers to new rows."""
    x = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    weights = np.linalg.solve(x.T @ x + np.eye(x.shape[1]), x.T @ (2 * y - 1))
    return lambda rows: (rows @ weights[:-1] + weights[-1] > 0).astype(int)


def claimed_and_true(way, seed, split, fill, scale):
    """The accuracy on 24 test rows, and on the 362 patients who came later."""
    generator = np.random.default_rng(seed)
    x, y = spoiled_patients(generator)
    at_hand = np.arange(80)
    train, test = split(y[at_hand], 0.3, generator)
    if way == TRAINED:
        train = at_hand
    if way == BY_CLASS:
        for label in (0, 1):
            rows = np.flatnonzero(y[at_hand] == label)
            x[rows], _ = fill(x[rows], x[rows])
    known = at_hand if way == ALL_ROWS else train
    filled, x = fill(x[known], x)
    _, x = scale(filled, x)
    seen = at_hand if way == CHOSEN else train
    x = x[:, ten_columns(x[seen] - x[seen].mean(axis=0), y[seen])]
    right = linear_model(x[train], y[train])(x) == y
    return right[test].mean(), right[80:].mean()


def accuracies(split, fill, scale):
    """For each way the two accuracies, on average over 40 draws."""
    return {
        way: np.mean(
            [claimed_and_true(way, seed, split, fill, scale) for seed in range(40)], 0
        )
        for way in WAYS
    }


def split_by_sklearn(labels, share, generator):
    return model_selection.train_test_split(
        np.arange(len(labels)),
        test_size=share,
        stratify=labels,
        random_state=int(generator.integers(2**31)),
    )


def fill_by_sklearn(train, test):
    imputer = impute.SimpleImputer().fit(train)
    return imputer.transform(train), imputer.transform(test)


def scale_by_sklearn(train, test):
    scaler = preprocessing.StandardScaler().fit(train)
    return scaler.transform(train), scaler.transform(test)


def draw_leaks(axes, pairs):
    for i, (claimed, true) in enumerate(pairs.values()):
        axes.plot([true, claimed], [i, i], "C1", linewidth=2)
        points = f"{round(100 * (claimed - true)):+d} points"
        axes.text(max(claimed, true) + 0.012, i, points, va="center", fontsize=8)
        labels = ("claimed", "on new patients") if i == 0 else (None, None)
        axes.plot(claimed, i, "C1o", label=labels[0])
        axes.plot(true, i, "C0o", fillstyle="none", markersize=9, label=labels[1])
    axes.set_yticks(range(len(pairs)), pairs, fontsize=8)
    axes.set_ylim(len(pairs) - 0.4, -1.3)
    axes.set_xlim(0.5, 1.0)
    axes.set_xticks([0.5, 0.6, 0.7, 0.8, 0.9])
    axes.set_xlabel("accuracy (0.5 is guessing)")
    axes.set_ylabel("way to judge")
    axes.legend(loc="upper right", fontsize=7, ncols=2)
    axes.figure.set_size_inches(10, 3)
    if axes.figure.get_layout_engine() is None:
        axes.figure.subplots_adjust(left=0.17, right=0.98, bottom=0.17, wspace=0.1)


def see_the_goal():
    _, axes = plt.subplots(layout="constrained")
    draw_leaks(axes, accuracies(split_by_sklearn, fill_by_sklearn, scale_by_sklearn))
    axes.set_title("the same model, judged in five ways")
    axes.figure.set_size_inches(7, 3)
    plt.show()


see_the_goal()

# %% [markdown]
# ## 1. Holes
#
# A value was not measured, so the table holds `nan` there, and one `nan` turns every
# sum that it meets into `nan`. The simplest cure: fill the holes of a column with the
# mean of the numbers that it has, or with their median, which one wild value cannot
# move far.
#
# In the training rows as in the test rows, two patients of three have a known weight:
#
# | | training | | | test | | |
# |---|---|---|---|---|---|---|
# | weight | 60 | nan | 80 | 100 | nan | 110 |
# | filled | 60 | **70** | 80 | 100 | **70** | 110 |
#
# The mean of the *training* numbers, 70, fills the holes on both sides. Not 105, the
# mean of the test numbers: a model in use sees one patient at a time, and cannot wait
# for the mean of those who come after. And not 0, which is a weight as well, and a
# strange one.


# %% nbgrader={"grade_id": "impute_missing", "solution": true}
def impute_missing(
    train: Float[np.ndarray, "N D"],
    test: Float[np.ndarray, "M D"],
    strategy: str = "mean",
) -> tuple[Float[np.ndarray, "N D"], Float[np.ndarray, "M D"]]:
    """Fill the holes of two tables with what the training rows know.

    Parameters
    ----------
    train : the training rows; a hole is nan, and each column has at least one number
    test : other rows with the same columns; a column may consist of holes
    strategy : "mean" or "median": the mean, or the median, of the numbers in a column
        of `train` fills the holes of that column, in both tables. The median of an even
        count of numbers is the mean of the two in the middle.

    Returns
    -------
    train, test : new tables without holes; all other numbers are as they were

    Source: Little and Rubin 2019, chapter 4.
    Built by hand: not using sklearn, torch, check.
    """
    ### BEGIN SOLUTION
    average = np.nanmedian if strategy == "median" else np.nanmean
    fill = average(train, axis=0)
    return np.where(np.isnan(train), fill, train), np.where(np.isnan(test), fill, test)
    ### END SOLUTION


# %% [markdown]
# The picture shows the patients of two clinics; the test rows come from the one for
# heavy people. Half of the patients lack one of two values: the crosses, with the hole
# filled. They all lie on the two dotted lines, the means of the *training* rows.


# %% nbgrader={"grade_id": "see_impute_missing", "show": true}
def two_clinics():
    """Body mass and blood pressure; the test rows: a clinic for heavy people."""
    x = datasets.load_diabetes(scaled=False).data[:, 2:4]
    light, heavy = np.flatnonzero(x[:, 0] < 26), np.flatnonzero(x[:, 0] > 29)
    return x[light[:60]], x[heavy[:30]]


def with_holes():
    generator = np.random.default_rng(0)
    tables = [table.copy() for table in two_clinics()]
    for table in tables:
        lost = generator.permutation(len(table))[: len(table) // 2]
        table[lost, generator.integers(2, size=len(lost))] = np.nan
    return tables


def see_impute_missing():
    holes = [np.isnan(table).any(axis=1) for table in with_holes()]

    def draw_filled(axes, filled):
        means = np.nanmean(with_holes()[0], axis=0)
        axes.axvline(means[0], color="0.6", linestyle=":", label="training means")
        axes.axhline(means[1], color="0.6", linestyle=":")
        for table, hole, colour, name in zip(
            filled, holes, ("C0", "C1"), ("training", "test"), strict=True
        ):
            table = np.asarray(table)
            known, guessed = table[~hole], table[hole]
            axes.scatter(known[:, 0], known[:, 1], 8, colour, label=name)
            axes.scatter(guessed[:, 0], guessed[:, 1], 30, colour, "x")
        axes.scatter([], [], 30, "0.3", "x", label="one value filled")
        axes.set_xlim(15, 52)
        axes.set_ylim(58, 140)
        axes.set_xlabel("body mass index, kg / m²")
        axes.set_ylabel("blood pressure, mmHg")
        axes.legend(fontsize=7, loc="upper right")
        axes.figure.set_size_inches(9, 3.2)
        axes.figure.subplots_adjust(bottom=0.15)

    check.beside(
        target=lambda: fill_by_sklearn(*with_holes()),
        yours=lambda: impute_missing(*with_holes()),
        draw=draw_filled,
    )


see_impute_missing()


# %% nbgrader={"grade_id": "impute_missing_by_hand", "points": 1}
# Visible test, 1 point: four training rows, three test rows, filled with means
@check.test
def impute_missing_by_hand():
    @check.student_side
    def result_of_impute_missing(train, test):
        train, test = impute_missing(train, test)
        return {"train": train, "test": test}

    check.by_hand(impute_missing, not_using="sklearn torch check")
    hole = np.nan
    train = np.array([[1.0, hole], [3.0, 10.0], [hole, 20.0], [8.0, 60.0]])
    test = np.array([[hole, 50.0], [6.0, hole], [9.0, 7.0]])
    # the numbers of the training columns are 1, 3, 8 and 10, 20, 60
    expected = {
        "train": [[1.0, 30.0], [3.0, 10.0], [4.0, 20.0], [8.0, 60.0]],
        "test": [[4.0, 50.0], [6.0, 30.0], [9.0, 7.0]],
    }
    check.call(result_of_impute_missing, train, test).gives(expected)


# %% nbgrader={"grade_id": "impute_missing_median", "points": 1}
# Hidden test, 1 point: medians of odd and of even counts of numbers
### BEGIN HIDDEN TESTS
@check.test
def impute_missing_median():
    generator = np.random.default_rng(61)
    for n, m, d in ((9, 4, 3), (6, 2, 5)):
        train = 10 * generator.normal(size=(n, d)) ** 3
        test = 10 * generator.normal(size=(m, d))
        train[generator.random(train.shape) < 0.3] = np.nan
        test[generator.random(test.shape) < 0.5] = np.nan
        train[0] = np.arange(1.0, d + 1)
        imputer = impute.SimpleImputer(strategy="median").fit(train)
        expected = imputer.transform(train), imputer.transform(test)
        check.call(impute_missing, train, test, "median").gives(expected)
        check.call(impute_missing, train, test, strategy="median").gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "impute_missing_tables", "points": 1}
# Hidden test, 1 point: zeros in the table; no hole, or only holes, in a test column
### BEGIN HIDDEN TESTS
@check.test
def impute_missing_tables():
    generator = np.random.default_rng(62)
    for n, m, d in ((7, 4, 4), (5, 1, 3), (1, 6, 2)):
        train = np.maximum(generator.normal(size=(n, d)), 0) + np.arange(d)
        test = np.maximum(generator.normal(size=(m, d)), 0)
        train[1:][generator.random((n - 1, d)) < 0.4] = np.nan
        test[:, 1] = test[0, 0] = np.nan
        imputer = impute.SimpleImputer(strategy="mean").fit(train)
        expected = imputer.transform(train), imputer.transform(test)
        check.call(impute_missing, train, test, "mean").gives(expected)
        train, test = train.astype(np.float32), test.astype(np.float32)
        check.call(impute_missing, train, test).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 2. One scale for all columns
#
# Age runs from 19 to 79, a salary to 100,000. Gradient descent takes steps of one size
# in all directions, so the salary drowns the age. *Standardization* gives each column
# the mean 0 and the standard deviation 1:
#
# $$z = \frac{x - \text{mean}}{\text{std}} \qquad
# \text{std}^2 = \frac1N \sum_n (x_n - \text{mean})^2$$
#
# Both numbers come from the training rows; the same two scale the test rows. Training
# values 2, 4, 9: the mean is 5, the squares of the distances are 9, 1, 16, so
# $\text{std} = \sqrt{26 / 3} \approx 2.944$. They become $-1.019, -0.340, 1.359$. A
# test value 8 becomes $(8 - 5) / 2.944 \approx 1.019$, whatever else is in the test
# set: the scaled test rows need not have the mean 0.
#
# Two traps. A column that is **constant** in the training rows has the std 0: divide it
# by 1 instead, so it becomes 0 (and a new value its distance from the constant). Ask
# whether all values are equal, not whether the std is 0: the computed std of 0.1, 0.1,
# 0.1 is $1.4 \cdot 10^{-17}$. (Their computed mean is off by as much, so the column may
# become $10^{-17}$ instead of 0. That is fine; divided by such a std, it would not be.)
# And the short cut $\text{std}^2 = \text{mean of } x^2 - \text{mean}^2$ is right on
# paper only: at $x \approx 10^7$ the two terms agree in 14 digits, and float64 has 16.
#
# What is learnt once and applied often is best kept in an object: `fit` learns,
# `transform` applies.


# %% nbgrader={"grade_id": "standardizer", "solution": true}
class Standardizer:
    """Columns with mean 0 and standard deviation 1, as learnt from training rows.

    Several Standardizers can live side by side, each with what it has learnt.

    Source: LeCun et al. 1998, section 4.3.
    Built by hand: not using sklearn, torch, check.
    """

    def fit(self, train: Float[np.ndarray, "N D"]) -> "Standardizer":
        """Learn the mean and the standard deviation of each column.

        `train` has one row or more, no holes, and perhaps numbers that are large beside
        their spread (1e7 and 1e7 + 1; so compute in float64). The standard
        deviation divides by N, not N - 1; for a column whose values are all equal, 1
        takes its place. Fitting again forgets what was learnt before. Returns the
        Standardizer itself, so that `Standardizer().fit(train).transform(x)` works.
        """
        ### BEGIN SOLUTION
        self.mean = train.mean(axis=0)
        is_constant = (train == train[0]).all(axis=0)
        self.std = np.where(is_constant, 1.0, train.std(axis=0))
        return self
        ### END SOLUTION

    def transform(self, x: Float[np.ndarray, "M D"]) -> Float[np.ndarray, "M D"]:
        """(x - mean) / std, with what `fit` has learnt, for any number of rows."""
        ### BEGIN SOLUTION
        return (x - self.mean) / self.std
        ### END SOLUTION


def standardize(
    train: Float[np.ndarray, "N D"], test: Float[np.ndarray, "M D"]
) -> tuple[Float[np.ndarray, "N D"], Float[np.ndarray, "M D"]]:
    """Both tables as new ones, on the scale of the training rows, by a Standardizer."""
    ### BEGIN SOLUTION
    scaler = Standardizer().fit(train)
    return scaler.transform(train), scaler.transform(test)
    ### END SOLUTION


# %% [markdown]
# The picture scales both columns of the two clinics, without holes. The training rows
# lie around 0; the heavy people lie to the right, as far from 0 as they are from the
# *training* mean.


# %% nbgrader={"grade_id": "see_standardizer", "show": true}
def see_standardizer():
    def draw_scaled(axes, tables):
        axes.axhline(0, color="0.6", linestyle=":", label="0, the training mean")
        axes.axvline(0, color="0.6", linestyle=":")
        names = ("training", "test: the clinic for heavy people")
        for table, colour, name in zip(tables, ("C0", "C1"), names, strict=True):
            table = np.asarray(table)
            axes.scatter(table[:, 0], table[:, 1], 8, colour, label=name)
        axes.set_xlim(-4, 13)
        axes.set_ylim(-4, 7.5)
        axes.set_xlabel("body mass index, scaled")
        axes.set_ylabel("blood pressure, scaled")
        axes.legend(fontsize=7, loc="upper right")
        axes.figure.set_size_inches(9, 3.2)
        axes.figure.subplots_adjust(bottom=0.15)

    check.beside(
        target=lambda: scale_by_sklearn(*two_clinics()),
        yours=lambda: standardize(*two_clinics()),
        draw=draw_scaled,
    )


see_standardizer()


# %% nbgrader={"grade_id": "standardize_by_hand", "points": 1}
# Visible test, 1 point: three training rows, two test rows; the last column is constant
@check.test
def standardize_by_hand():
    @check.student_side
    def result_of_standardize(train, test):
        train, test = standardize(train, test)
        return {"train": train, "test": test}

    check.by_hand(standardize, not_using="sklearn torch check")
    train = np.array([[2.0, 10.0, 5.0], [4.0, 40.0, 5.0], [9.0, 10.0, 5.0]])
    test = np.array([[8.0, 20.0, 7.0], [5.0, 0.0, 5.0]])
    # the means are 5, 20, 5; the mean squared distances 26 / 3, 200, 0
    first, second = np.sqrt(26 / 3), np.sqrt(200)
    expected = {
        "train": [
            [-3 / first, -10 / second, 0.0],
            [-1 / first, 20 / second, 0.0],
            [4 / first, -10 / second, 0.0],
        ],
        "test": [[3 / first, 0.0, 2.0], [0.0, -20 / second, 0.0]],
    }
    check.call(result_of_standardize, train, test).gives(expected)


# %% nbgrader={"grade_id": "standardizer_constant", "points": 1}
# Hidden test, 1 point: constant columns, also of numbers like 0.1; one training row
### BEGIN HIDDEN TESTS
@check.test
def standardizer_constant():
    generator = np.random.default_rng(63)
    for constant in (2.0, 0.1, -3.7, 0.0):
        for n in (3, 6):
            train, test = generator.normal(size=(n, 3)), generator.normal(size=(2, 3))
            train[:, 1] = constant
            scaler = preprocessing.StandardScaler().fit(train)
            expected = scaler.transform(train), scaler.transform(test)
            expected[0][:, 1] = 0.0
            expected[1][:, 1] = test[:, 1] - constant
            check.call(standardize, train, test).gives(expected)
    train, test = np.array([[4.0, 0.3]]), np.array([[6.5, 0.2], [4.0, 0.3]])
    expected = np.zeros((1, 2)), np.array([[2.5, -0.1], [0.0, 0.0]])
    check.call(standardize, train, test).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "standardizer_far_from_zero", "points": 1}
# Hidden test, 1 point: numbers of any size, also large with a small spread; float32
### BEGIN HIDDEN TESTS
@check.test
def standardizer_far_from_zero():
    generator = np.random.default_rng(64)
    middle, spread = np.array([0.0, 1e7, -2e7, 300.0]), np.array([1e-4, 1.0, 3.0, 1e4])
    train = middle + spread * generator.normal(size=(9, 4))
    test = middle + spread * generator.normal(size=(5, 4))
    scaler = preprocessing.StandardScaler().fit(train)
    expected = scaler.transform(train), scaler.transform(test)
    check.call(standardize, train, test).gives(expected, rtol=1e-5)

    train, test = generator.normal(size=(2, 8, 5)).astype(np.float32)
    scaler = preprocessing.StandardScaler().fit(train.astype(float))
    expected = scaler.transform(train.astype(float)), scaler.transform(test)
    check.call(standardize, train, test).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "standardizer_objects", "points": 1}
# Hidden test, 1 point: two Standardizers, several transforms, fitting again
### BEGIN HIDDEN TESTS
@check.test
def standardizer_objects():
    @check.student_side
    def transformed(first, second, x):
        one, other = Standardizer().fit(first), Standardizer()
        other.fit(second)
        by_first = one.transform(x)
        rows = [one.transform(x[i : i + 1])[0] for i in range(len(x))]
        by_other = other.transform(x)
        again = one.fit(second).transform(x)
        return {
            "by the first": by_first,
            "row by row": rows,
            "by the other": by_other,
            "fitted again": again,
        }

    generator = np.random.default_rng(65)
    first, second = generator.normal(size=(6, 3)), 4 + 3 * generator.normal(size=(9, 3))
    x = generator.normal(size=(4, 3))
    by_first = preprocessing.StandardScaler().fit(first).transform(x)
    by_second = preprocessing.StandardScaler().fit(second).transform(x)
    expected = {
        "by the first": by_first,
        "row by row": by_first,
        "by the other": by_second,
        "fitted again": by_second,
    }
    check.call(transformed, first, second, x).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 3. From 0 to 1
#
# Where numbers have to stay between two bounds, scale by the smallest and the largest
# value of the training rows instead:
#
# $$u = \frac{x - \min}{\max - \min}$$
#
# Training values 2, 6, 4 become 0, 1, 0.5. But a test value may lie beyond them: 8
# becomes 1.5, and 1 becomes $-0.25$. A later step that was promised the range from 0 to
# 1 (a colour, a probability, the square root of $1 - u$) breaks on them. So **clip**:
# what is below 0 becomes 0, what is above 1 becomes 1. To take the minimum and the
# maximum of all rows instead would avoid it too, and would be a leak.
#
# A constant column has $\max - \min = 0$; here too, divide by 1.


# %% nbgrader={"grade_id": "min_max_scale", "solution": true}
def min_max_scale(
    train: Float[np.ndarray, "N D"], test: Float[np.ndarray, "M D"]
) -> tuple[Float[np.ndarray, "N D"], Float[np.ndarray, "M D"]]:
    """Both tables from 0 to 1, by the range of the training rows.

    Parameters
    ----------
    train : the training rows, without holes
    test : other rows with the same columns, perhaps beyond the range of `train`

    Returns
    -------
    train, test : new tables: in each column, 0 is the smallest and 1 the largest number
        of `train`. Numbers of `test` that would lie below 0 are 0, those above 1 are 1.
        A column that is constant in `train` is divided by 1 instead of its width 0
        (and then clipped as all others).

    Source: the MinMaxScaler of scikit-learn, with clip=True.
    Built by hand: not using sklearn, torch, check.
    """
    ### BEGIN SOLUTION
    low, high = train.min(axis=0), train.max(axis=0)
    width = np.where(high > low, high - low, 1.0)
    return tuple(np.clip((x - low) / width, 0, 1) for x in (train, test))
    ### END SOLUTION


# %% [markdown]
# The picture shows the two columns of both clinics. The training rows reach from 0 to
# 1; the heavy people's body mass lies beyond, so all of it is clipped to 1.


# %% nbgrader={"grade_id": "see_min_max_scale", "show": true}
def see_min_max_scale():
    def by_sklearn(train, test):
        scaler = preprocessing.MinMaxScaler(clip=True).fit(train)
        return scaler.transform(train), scaler.transform(test)

    def draw_ranges(axes, tables):
        axes.axvspan(0, 1, color="0.93")
        names = ("training", "test: the clinic for heavy people")
        for i, (table, name) in enumerate(zip(tables, names, strict=True)):
            for column in (0, 1):
                values = np.asarray(table)[:, column]
                heights = column + np.linspace(0.07, 0.23, len(values)) - 0.3 * i
                label = name if column == 0 else None
                axes.scatter(values, heights, 8, f"C{i}", label=label)
        axes.set_yticks([0, 1], ["body mass", "blood\npressure"])
        axes.set_ylim(-0.5, 2.0)
        axes.set_xlim(-0.3, 3.2)
        axes.set_xlabel("scaled (gray: from 0 to 1)")
        axes.set_ylabel("column")
        axes.legend(fontsize=7, loc="upper right")
        axes.figure.set_size_inches(9, 2.8)
        axes.figure.subplots_adjust(bottom=0.18)

    check.beside(
        target=lambda: by_sklearn(*two_clinics()),
        yours=lambda: min_max_scale(*two_clinics()),
        draw=draw_ranges,
    )


see_min_max_scale()


# %% nbgrader={"grade_id": "min_max_scale_by_hand", "points": 1}
# Visible test, 1 point: three training rows; test rows within, below and above
@check.test
def min_max_scale_by_hand():
    @check.student_side
    def result_of_min_max_scale(train, test):
        train, test = min_max_scale(train, test)
        return {"train": train, "test": test}

    check.by_hand(min_max_scale, not_using="sklearn torch check")
    train = np.array([[2.0, 10.0], [6.0, 50.0], [4.0, 20.0]])
    test = np.array([[8.0, 30.0], [1.0, 40.0], [3.0, 5.0]])
    # the ranges are 2 to 6 and 10 to 50; unclipped, 8 is at 1.5 and 1 at -0.25
    expected = {
        "train": [[0.0, 0.0], [1.0, 1.0], [0.5, 0.25]],
        "test": [[1.0, 0.5], [0.0, 0.75], [0.25, 0.0]],
    }
    check.call(result_of_min_max_scale, train, test).gives(expected)


# %% nbgrader={"grade_id": "min_max_scale_constant", "points": 1}
# Hidden test, 1 point: negative numbers, constant columns, one training row; float32
### BEGIN HIDDEN TESTS
@check.test
def min_max_scale_constant():
    generator = np.random.default_rng(66)
    for n, m, d in ((6, 5, 4), (1, 3, 2), (4, 1, 3)):
        train, test = generator.normal(size=(n, d)) - 2, generator.normal(size=(m, d))
        train[:, 1] = -0.25
        scaler = preprocessing.MinMaxScaler(clip=True).fit(train)
        expected = scaler.transform(train), scaler.transform(test)
        check.call(min_max_scale, train, test).gives(expected)
        train, test = train.astype(np.float32), test.astype(np.float32)
        check.call(min_max_scale, train, test).gives(expected)
    train, test = np.full((3, 1), 5.0), np.array([[5.5], [7.0], [1.0]])
    expected = np.zeros((3, 1)), np.array([[0.5], [1.0], [0.0]])
    check.call(min_max_scale, train, test).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 4. Categories
#
# A network multiplies and adds. If "Bern" is 1, "Rome" 2 and "Oslo" 3, then Rome is the
# mean of Bern and Oslo, which is nonsense. *One-hot* columns know no such order: one
# column per category, a 1 in the row's own, 0 in all others.
#
# The categories are fixed by the training rows, and so is their order, for each column
# of the table has its own weight in the model. Then a test row may hold a word that no
# column stands for. It gets a row of zeros, "none of those that I know". With the
# categories Rome, Bern, Oslo:
#
# | | Rome | Bern | Oslo |
# |---|---|---|---|
# | Bern | 0 | 1 | 0 |
# | Oslo | 0 | 0 | 1 |
# | Paris | 0 | 0 | 0 |


# %% nbgrader={"grade_id": "one_hot", "solution": true}
def one_hot(values: list, categories: list) -> Float[np.ndarray, "N K"]:
    """One column per category, a 1 where the value is that category.

    Parameters
    ----------
    values : N words, or N whole numbers, in a list; N may be 0
    categories : K different ones, in a list, in any order; K is at least 1

    Returns
    -------
    table : row i, column j is 1 where values[i] equals categories[j], and 0 elsewhere;
        numbers, not truth values. A value that is no category has a row of zeros, and a
        category that does not occur a column of zeros. Its shape is (N, K), also for
        N = 0: `np.zeros((0, K))` is such a table.

    Source: the OneHotEncoder of scikit-learn, with handle_unknown="ignore".
    Built by hand: not using sklearn, torch, check.
    """
    ### BEGIN SOLUTION
    table = np.zeros((len(values), len(categories)))
    for row, value in enumerate(values):
        if value in categories:
            table[row, categories.index(value)] = 1.0
    return table
    ### END SOLUTION


# %% [markdown]
# The picture shows seven values (rows) and four categories (columns). Paris has a row
# of zeros, and Oslo, where nobody went, a column of zeros.


# %% nbgrader={"grade_id": "see_one_hot", "show": true}
def see_one_hot():
    cities = ["Rome", "Bern", "Oslo", "Lima"]
    travels = ["Bern", "Lima", "Bern", "Paris", "Rome", "Lima", "Bern"]

    def by_sklearn():
        encoder = preprocessing.OneHotEncoder(
            categories=[cities], handle_unknown="ignore", sparse_output=False
        )
        return encoder.fit([[cities[0]]]).transform([[value] for value in travels])

    def draw_table(axes, table):
        table = np.asarray(table, dtype=float)
        axes.imshow(table, cmap="Blues", vmin=0, vmax=1.5, aspect="auto")
        for (row, column), entry in np.ndenumerate(table):
            axes.text(column, row, f"{entry:g}", ha="center", va="center")
        axes.set_xlim(-0.5, len(cities) - 0.5)
        axes.set_ylim(len(travels) - 0.5, -0.5)
        axes.set_xticks(range(len(cities)), cities)
        axes.set_yticks(range(len(travels)), travels)
        axes.set_xlabel("categories")
        axes.set_ylabel("values")
        axes.figure.set_size_inches(8, 3)
        axes.figure.subplots_adjust(bottom=0.16)

    check.beside(
        target=by_sklearn, yours=lambda: one_hot(travels, cities), draw=draw_table
    )


see_one_hot()


# %% nbgrader={"grade_id": "one_hot_by_hand", "points": 1}
# Visible test, 1 point: five values, four categories in no order, an unknown value
@check.test
def one_hot_by_hand():
    check.by_hand(one_hot, not_using="sklearn torch check")
    values = ["Bern", "Oslo", "Bern", "Paris", "Lima"]
    categories = ["Rome", "Bern", "Oslo", "Lima"]
    expected = [
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 1, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 1],
    ]
    check.call(one_hot, values, categories).gives(np.array(expected))


# %% nbgrader={"grade_id": "one_hot_any_values", "points": 1}
# Hidden test, 1 point: whole numbers, the first category, one category, no values
### BEGIN HIDDEN TESTS
@check.test
def one_hot_any_values():
    for values, categories in (  # as objects: scikit-learn sorts arrays of numbers
        ([1999, 2004, 0, 1999, -7], [2004, -7, 1999]),
        ([0, 3, 2, 0, 1], [0, 1, 2]),
        (["yes", "no", "yes"], ["yes"]),
        (["b", "a", "c", "a"], ["a", "c", "b", "d", "e"]),
    ):
        known = np.array(categories, dtype=object)
        encoder = preprocessing.OneHotEncoder(
            categories=[known], handle_unknown="ignore", sparse_output=False
        ).fit(known[:, None])
        expected = encoder.transform(np.array(values, dtype=object)[:, None])
        check.call(one_hot, values, categories).gives(expected)
    check.call(one_hot, [], ["a", "b", "c"]).gives(np.zeros((0, 3)))


### END HIDDEN TESTS

# %% [markdown]
# ## 5. A fair split
#
# Before anything is learnt, some rows are put aside as test rows, at random. If one
# class is rare, chance plays tricks: of 12 patients 4 are ill, 3 become test rows, and
# in one split of four *nobody* among those 3 is ill. What does the recall of such a
# test say? A *stratified* split draws from each class apart: a quarter of the 8 healthy
# ones is 2, a quarter of the 4 ill ones is 1, in every split.
#
# A row is a training row or a test row, never both and never neither. So shuffle the
# rows of a class (`rng.permutation(rows)` is a shuffled copy), cut the list once, and
# go on with the next class. Each class has its share rounded to the nearest whole
# number: with a share of 0.3, a class of 10 gives 3 test rows, one of 7 gives 2 (2.1),
# one of 23 gives 7 (6.9), one of 1 gives none.
#
# Row *numbers* come back, not rows: so labels, images and names can be split alike.
# They count through the whole data set, and come in two flat arrays, one for training
# and one for testing, with the rows of all classes together.


# %% nbgrader={"grade_id": "stratified_split", "solution": true}
def stratified_split(
    labels: Int[np.ndarray, "N"], test_share: float, rng: np.random.Generator
) -> tuple[Int[np.ndarray, "A"], Int[np.ndarray, "B"]]:
    """Row numbers for training and for testing, with the same share of each class.

    Parameters
    ----------
    labels : the class of each row, any whole numbers, in any order
    test_share : the share of the test rows, above 0 and below 1, and so large that at
        least one row is a test row
    rng : all random numbers come from it, and from nothing else

    Returns
    -------
    train, test : row numbers from 0 to N - 1, in any order; each is in one of the two,
        once. Of a class with n rows, test_share * n are in `test`, rounded to the
        nearest whole number (halves are not asked for), and every choice of so many
        rows is equally likely.

    Source: Kohavi 1995. Built by hand: not using sklearn, torch, check.
    """
    ### BEGIN SOLUTION
    train, test = [], []
    for label in np.unique(labels):
        rows = rng.permutation(np.flatnonzero(labels == label))
        count = round(test_share * len(rows))
        test.extend(rows[:count])
        train.extend(rows[count:])
    return np.array(train), np.array(test)
    ### END SOLUTION


# %% [markdown]
# The picture splits 24 rows 20 times; each column is one split. A third of each class
# are test rows (dark), others every time: 6 of 18 above the line and 2 of 6 below it. A
# row in both or in neither would be red or white.


# %% nbgrader={"grade_id": "see_stratified_split", "show": true}
def see_stratified_split():
    labels = np.repeat([0, 1], [18, 6])

    def by_sklearn(seed):
        return split_by_sklearn(labels, 1 / 3, np.random.default_rng(seed))

    def by_you(seed):
        return stratified_split(labels, 1 / 3, np.random.default_rng(seed))

    def twenty_splits(split):
        """0 for a row that is in neither, 1 training, 2 test, 3 both."""
        picture = np.zeros((24, 20), dtype=int)
        for seed in range(20):
            train, test = split(seed)
            picture[np.unique(np.asarray(train)), seed] += 1
            picture[np.unique(np.asarray(test)), seed] += 2
        return picture

    def draw_splits(axes, picture):
        names = ("in neither", "training row", "test row", "in both")
        colours = ((1.0, 1.0, 1.0), (0.86, 0.91, 0.96), (0.12, 0.47, 0.71), (0.9, 0, 0))
        axes.imshow(np.array(colours)[picture])
        for name, colour in zip(names, colours, strict=True):
            axes.scatter([], [], 40, [colour], "s", edgecolor="0.5", label=name)
        axes.axhline(17.5, color="black")
        axes.set_aspect("auto")
        axes.set_xlabel("split")
        axes.set_ylabel("rows")
        axes.set_yticks([8.5, 20.5], ["class 0", "class 1"])
        axes.set_xticks([0, 5, 10, 15])
        axes.figure.set_size_inches(10, 3.2)
        axes.figure.subplots_adjust(left=0.08, right=0.87, bottom=0.15, wspace=0.1)
        if axes.get_subplotspec().is_last_col():
            axes.legend(fontsize=7, loc="upper left", bbox_to_anchor=(1, 1))

    check.beside(
        target=lambda: twenty_splits(by_sklearn),
        yours=lambda: twenty_splits(by_you),
        draw=draw_splits,
    )


see_stratified_split()


# %% nbgrader={"grade_id": "stratified_split_by_hand", "points": 1}
# Visible test, 1 point: 8 rows of class 0, 4 of class 1; a quarter, split 400 times
@check.test
def stratified_split_by_hand():
    @check.student_side
    def splits_by_stratified_split(labels, test_share, splits):
        counts = []
        for seed in range(splits):
            rng = np.random.default_rng(seed)
            train, test = stratified_split(labels, test_share, rng)
            nested = max((np.ndim(row) for row in [*train, *test]), default=0)
            train = {int(row) for part in train for row in np.ravel(part)}
            test = {int(row) for part in test for row in np.ravel(part)}
            of_test = [int(labels[row]) for row in test]
            rows = set(range(len(labels)))
            counts.append(
                {
                    "axes of train and test": 1 + nested,
                    "test rows of class 0": of_test.count(0),
                    "test rows of class 1": of_test.count(1),
                    "rows in both": len(train & test),
                    "rows in neither": len(rows - train - test),
                }
            )
        return {
            name: {
                "fewest": min(count[name] for count in counts),
                "most": max(count[name] for count in counts),
            }
            for name in counts[0]
        }

    check.by_hand(stratified_split, not_using="sklearn torch check")
    labels = np.array([0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0])
    expected = {  # the fewest and the most in 400 splits
        "axes of train and test": {"fewest": 1, "most": 1},
        "test rows of class 0": {"fewest": 2, "most": 2},
        "test rows of class 1": {"fewest": 1, "most": 1},
        "rows in both": {"fewest": 0, "most": 0},
        "rows in neither": {"fewest": 0, "most": 0},
    }
    check.call(splits_by_stratified_split, labels, 0.25, 400).gives(expected)


# %% nbgrader={"grade_id": "stratified_split_shares", "points": 1}
# Hidden test, 1 point: several classes with any numbers, shares that are rounded
### BEGIN HIDDEN TESTS
@check.test
def stratified_split_shares():
    @check.student_side
    def result_of_stratified_split(labels, test_share, seed):
        rng = np.random.default_rng(seed)
        train, test = stratified_split(labels, test_share, rng)
        train, test = np.asarray(train, dtype=int), np.asarray(test, dtype=int)
        return {
            "labels of the test rows": np.sort(labels[test]),
            "all rows": np.sort(np.concatenate([train, test])),
        }

    generator = np.random.default_rng(67)
    sizes = {-4: 10, 2: 7, 3: 23, 11: 1}
    labels = generator.permutation(np.repeat(list(sizes), list(sizes.values())))
    for test_share, taken in ((0.3, (3, 2, 7, 0)), (0.64, (6, 4, 15, 1))):
        expected = {
            "labels of the test rows": np.repeat(list(sizes), taken),
            "all rows": np.arange(41),
        }
        check.call(result_of_stratified_split, labels, test_share, 5).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "stratified_split_random", "points": 1}
# Hidden test, 1 point: every choice is equally likely, and `rng` alone decides
### BEGIN HIDDEN TESTS
@check.test
def stratified_split_random():
    @check.student_side
    def how_often_in_test(labels, test_share, splits):
        seen = np.zeros((len(labels), len(labels)))
        for seed in range(splits):
            rng = np.random.default_rng(seed)
            _, test = stratified_split(labels, test_share, rng)
            test = np.asarray(test, dtype=int)
            seen[np.ix_(test, test)] += 1 / splits
        return seen  # on the diagonal: one row; elsewhere: two rows together

    @check.student_side
    def different_test_sets(labels, test_share, seed, times):
        found = set()
        for _ in range(times):
            rng = np.random.default_rng(seed)
            _, test = stratified_split(labels, test_share, rng)
            found.add(tuple(sorted(int(row) for row in test)))
        return len(found)

    labels = np.array([5, 2, 5, 5, 2, 5, 2, 5, 5])
    same = labels[:, None] == labels
    both = np.where(labels == 5, 2 / 6 * 1 / 5, 0.0)  # 2 rows of 6, and 1 row of 3
    expected = np.where(same, both, 1 / 9)
    np.fill_diagonal(expected, 1 / 3)
    check.call(how_often_in_test, labels, 1 / 3, 600).gives(
        expected, rtol=0, atol=0.095
    )
    many = np.arange(60) % 3
    check.call(different_test_sets, many, 0.5, 3, 20).gives(1)


### END HIDDEN TESTS

# %% [markdown]
# ## 6. Images
#
# A photograph in memory has the shape height × width × 3: for each pixel its red, green
# and blue byte, from 0 to 255. Convolutions want the channels first and floats from 0
# to 1. So a batch goes from (N, H, W, C) to (N, C, H, W), and its bytes are divided by
# 255.
#
# *Moving an axis is not reshaping.* Take one row of two pixels (H = 1, W = 2), the
# first red, the second green: bytes 255, 0, 0, 0, 255, 0. As channels: red is 1, 0;
# green is 0, 1; blue is 0, 0. `reshape` would only cut the same six numbers anew, in
# their old order: "red" 1, 0; "green" 0, 0; "blue" 1, 0.
#
# An image that is float already has its numbers from 0 to 1: somebody has divided
# before you. To divide **twice** leaves nearly black images, and no error. The dtype
# tells, the numbers do not: a dark image of bytes may hold only zeros and ones.


# %% nbgrader={"grade_id": "to_nchw_float", "solution": true}
def to_nchw_float(
    images: UInt8[np.ndarray, "N H W C"] | Float[np.ndarray, "N H W C"],
) -> Float[np.ndarray, "N C H W"]:
    """Images as a network wants them: channels first, floats from 0 to 1.

    Parameters
    ----------
    images : either bytes (dtype uint8) from 0 to 255, which are divided by 255, or
        floats (any float dtype), which run from 0 to 1 already and are not scaled

    Returns
    -------
    new array: entry [n, c, h, w] comes from images[n, h, w, c]

    Source: the ToTensor of torchvision, for a batch.
    Built by hand: not using sklearn, torch, check.
    """
    ### BEGIN SOLUTION
    brightest = 255 if images.dtype == np.uint8 else 1
    return images.transpose(0, 3, 1, 2) / brightest
    ### END SOLUTION


# %% [markdown]
# The picture shows the three channels of a flower, above from bytes and below from the
# same image as floats. Both rows are alike, and neither is black.


# %% nbgrader={"grade_id": "see_to_nchw_float", "show": true}
def see_to_nchw_float():
    flower = datasets.load_sample_image("flower.jpg")[None, 60:360:4, 120:540:4]

    def both(convert):
        """The channels side by side: above from bytes, below from floats."""
        rows = [convert(flower)[0], convert((flower / 255).astype(np.float32))[0]]
        return np.concatenate([np.concatenate(list(r), axis=1) for r in rows])

    def draw_channels(axes, picture):
        axes.imshow(picture, cmap="gray", vmin=0, vmax=1, aspect="auto")
        height, width = flower.shape[1:3]
        places = [width // 2, width // 2 + width, width // 2 + 2 * width]
        axes.set_xticks(places, ["0, red", "1, green", "2, blue"])
        axes.set_xlabel("channel")
        axes.set_ylabel("image")
        axes.set_yticks(
            [height // 2, height // 2 + height], ["from\nbytes", "from\nfloats"]
        )
        axes.set_xlim(0, 3 * width - 1)
        axes.set_ylim(2 * height - 1, 0)
        axes.figure.set_size_inches(10, 3.2)
        axes.figure.subplots_adjust(bottom=0.15)

    check.beside(
        target=lambda: both(lambda x: np.moveaxis(x / max(x.max(), 1), 3, 1)),
        yours=lambda: both(lambda x: np.asarray(to_nchw_float(x))),
        draw=draw_channels,
    )


see_to_nchw_float()


# %% nbgrader={"grade_id": "to_nchw_float_by_hand", "points": 1}
# Visible test, 1 point: one image of 2 rows, 3 columns, 2 channels; bytes, then floats
@check.test
def to_nchw_float_by_hand():
    check.by_hand(to_nchw_float, not_using="sklearn torch check")
    pixels = [[[0, 51], [102, 153], [204, 255]], [[255, 0], [51, 102], [0, 204]]]
    first = [[0.0, 0.4, 0.8], [1.0, 0.2, 0.0]]
    second = [[0.2, 0.6, 1.0], [0.0, 0.4, 0.8]]
    expected = np.array([[first, second]])
    check.call(to_nchw_float, np.array([pixels], dtype=np.uint8)).gives(expected)
    floats = np.array([pixels]) / 255
    check.call(to_nchw_float, floats).gives(expected)


# %% nbgrader={"grade_id": "to_nchw_float_batches", "points": 1}
# Hidden test, 1 point: several images; very dark ones; float32 and float16
### BEGIN HIDDEN TESTS
@check.test
def to_nchw_float_batches():
    generator = np.random.default_rng(68)
    for shape, top in (((3, 4, 5, 3), 256), ((2, 3, 2, 1), 256), ((2, 2, 5, 4), 2)):
        images = generator.integers(top, size=shape, dtype=np.uint8)
        n, h, w, c = shape
        expected = np.zeros((n, c, h, w))
        for place in np.ndindex(shape):
            i, row, column, channel = place
            expected[i, channel, row, column] = images[place] / 255.0
        check.call(to_nchw_float, images).gives(expected)
    for dtype in (np.float64, np.float32, np.float16):
        images = generator.random((2, 3, 4, 3)).astype(dtype)
        expected = np.stack([images[..., channel] for channel in range(3)], axis=1)
        check.call(to_nchw_float, images).gives(expected.astype(float))


### END HIDDEN TESTS

# %% [markdown]
# ## 7. Sentences of one length
#
# Words have become numbers, and 0 is kept free for "nothing here". A batch is one
# array, so all its sequences need one length: short ones are *padded*, long ones are
# *truncated*. On which side? By default here, both happen at the **front** ("pre"): a
# recurrent network reads from left to right, and what it read last it remembers best.
# On request at the end ("post"). For length 3:
#
# | sequence | padding "pre" | padding "post" | | sequence | truncating "pre" | "post" |
# |---|---|---|---|---|---|---|
# | 5 6 | **0** 5 6 | 5 6 **0** | | 1 2 3 4 | 2 3 4 | 1 2 3 |
#
# "pre" names the side where something is added or lost, so truncating "pre" keeps the
# *end* of the sequence.


# %% nbgrader={"grade_id": "pad_sequences", "solution": true}
def pad_sequences(
    sequences: list[list[int]],
    length: int,
    padding: str = "pre",
    truncating: str = "pre",
    value: int = 0,
) -> Int[np.ndarray, "N length"]:
    """Sequences of whole numbers as the rows of one array.

    Parameters
    ----------
    sequences : N lists of any lengths, also empty ones; N is at least 1
    length : of every row, at least 1
    padding : the side on which a shorter sequence is filled up: "pre" (before it) or
        "post" (after it)
    truncating : the side on which a longer sequence loses numbers: "pre" (its first
        ones) or "post" (its last ones)
    value : what fills a row up

    Returns
    -------
    the rows, in the order of the sequences; each keeps the order of its numbers

    Source: `pad_sequences` of Keras. Built by hand: not using sklearn, torch, check.
    """
    ### BEGIN SOLUTION
    rows = np.full((len(sequences), length), value)
    for i, sequence in enumerate(sequences):
        kept = sequence[-length:] if truncating == "pre" else sequence[:length]
        start = length - len(kept) if padding == "pre" else 0
        rows[i, start : start + len(kept)] = kept
    return rows
    ### END SOLUTION


# %% [markdown]
# The picture brings four sentences to length 4, for each choice of the two sides. Words
# are blue, the zeros that fill the rows up are pale.


# %% nbgrader={"grade_id": "see_pad_sequences", "show": true}
def see_pad_sequences():
    sentences = [[5, 6], [1, 2, 3, 4, 5, 6, 7], [8, 9, 8, 9], [3]]
    sides = [("pre", "pre"), ("post", "pre"), ("pre", "post"), ("post", "post")]

    def by_loops(sentence, padding, truncating):
        row = list(sentence)
        while len(row) > 4:
            row.pop(0 if truncating == "pre" else -1)
        while len(row) < 4:
            row.insert(0 if padding == "pre" else len(row), 0)
        return row

    def by_you():
        return [pad_sequences(sentences, 4, p, t) for p, t in sides]

    def draw_rows(axes, blocks):
        for block, (rows, (padding, truncating)) in enumerate(
            zip(blocks, sides, strict=True)
        ):
            rows = np.asarray(rows)
            left = 5 * block
            extent = (left - 0.5, left + 3.5, 3.5, -0.5)
            axes.imshow(rows > 0, cmap="Blues", vmin=0, vmax=3, extent=extent)
            for (row, column), number in np.ndenumerate(rows):
                axes.text(left + column, row, number, ha="center", va="center")
            title = f'padding "{padding}"\ntruncating "{truncating}"'
            axes.text(left + 1.5, -0.7, title, ha="center", fontsize=7)
        axes.set_xlim(-0.7, 18.7)
        axes.set_ylim(3.6, -2.2)
        axes.set_aspect("auto")
        axes.set_xticks([])
        names = [" ".join(map(str, sentence)) for sentence in sentences]
        axes.set_yticks(range(4), names)
        axes.set_xlabel("four arrays with rows of length 4")
        axes.set_ylabel("sentence")
        axes.figure.set_size_inches(12, 2.7)
        axes.figure.subplots_adjust(bottom=0.12, wspace=0.1)

    check.beside(
        target=lambda: [[by_loops(s, p, t) for s in sentences] for p, t in sides],
        yours=by_you,
        draw=draw_rows,
    )


see_pad_sequences()


# %% nbgrader={"grade_id": "pad_sequences_by_hand", "points": 1}
# Visible test, 1 point: too short, too long and just right, by default and at the end
@check.test
def pad_sequences_by_hand():
    check.by_hand(pad_sequences, not_using="sklearn torch check")
    sequences = [[5, 6], [1, 2, 3, 4], [7, 8, 9]]
    expected = np.array([[0, 5, 6], [2, 3, 4], [7, 8, 9]])
    check.call(pad_sequences, sequences, 3).gives(expected)
    expected = np.array([[5, 6, 0], [1, 2, 3], [7, 8, 9]])
    check.call(pad_sequences, sequences, 3, "post", "post").gives(expected)


# %% nbgrader={"grade_id": "pad_sequences_sides", "points": 1}
# Hidden test, 1 point: each side on its own, other values, empty sequences
### BEGIN HIDDEN TESTS
@check.test
def pad_sequences_sides():
    sequences = [[4, 9, 2, 7, 1, 3], [], [8], [0, 5, 6, 0], [3, 1, 4, 1, 5]]
    for length in (4, 1, 8):
        for sides in ("pre pre", "post post", "pre post", "post pre"):
            padding, truncating = sides.split()
            for value in (0, -1):
                expected = []
                for sequence in sequences:
                    row = list(sequence)
                    while len(row) > length:
                        row.pop(0 if truncating == "pre" else -1)
                    while len(row) < length:
                        row.insert(0 if padding == "pre" else len(row), value)
                    expected.append(row)
                words = {"padding": padding, "truncating": truncating, "value": value}
                check.call(pad_sequences, sequences, length, **words).gives(
                    np.array(expected)
                )


### END HIDDEN TESTS

# %% [markdown]
# ## 8. Minibatches
#
# Training takes a few rows at a time, and one *epoch* is one way through all of them.
# The order is drawn anew for each epoch: sorted data (first all cats, then all dogs)
# would pull the weights to and fro. A batch is a pair, some rows of `x` and the labels
# of **the same** rows.
#
# Seven rows in batches of 3, in the drawn order 4, 0, 6, 2, 5, 1, 3:
#
# | batch | rows |
# |---|---|
# | 0 | 4, 0, 6 |
# | 1 | 2, 5, 1 |
# | 2 | 3 |
#
# The last batch is smaller, and stays: without it, some rows would be missing in every
# epoch, and of a data set smaller than a batch nothing would be left.


# %% nbgrader={"grade_id": "minibatches", "solution": true}
def minibatches(
    x: Float[np.ndarray, "N *shape"],
    y: Int[np.ndarray, "N"] | Float[np.ndarray, "N"],
    batch_size: int,
    rng: np.random.Generator,
) -> Iterable[tuple[np.ndarray, np.ndarray]]:
    """The batches of one epoch.

    Parameters
    ----------
    x : one example per row; an example may be a number, a row of a table or an image
    y : what belongs to each example
    batch_size : the number of examples in a batch, at least 1, perhaps more than N
    rng : all random numbers come from it, and from nothing else; every order of the N
        examples is equally likely

    Returns
    -------
    batches : pairs (some of x, the same of y), in a list or one after the other from a
        generator (`yield`). Each example is in one batch, once. All batches have
        `batch_size` examples; the last one has what is left, if that is fewer (never
        none).

    Source: Goodfellow et al. 2016, section 8.1.3.
    Built by hand: not using sklearn, torch, check.
    """
    ### BEGIN SOLUTION
    order = rng.permutation(len(x))
    batches = []
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        batches.append((x[rows], y[rows]))
    return batches
    ### END SOLUTION


# %% [markdown]
# The picture colours 34 rows by their batch: three of 10, and one of 4. They lie on a
# curve; a point beside it has the label of another row. A black cross would be a row
# that is in no batch, a black ring a row that came more than once.


# %% nbgrader={"grade_id": "see_minibatches", "show": true}
def see_minibatches():
    x = np.linspace(0, 10, 34)
    y = 3 * x + 4 * np.sin(x)

    def by_hand():
        order = np.random.default_rng(1).permutation(34)
        return [(x[rows], y[rows]) for rows in np.split(order, [10, 20, 30])]

    def draw_batches(axes, batches):
        axes.plot(x, y, color="0.8", label="the data")
        times = np.zeros(34)
        for i, (some_x, some_y) in enumerate(batches):
            label = f"batch {i}: {len(some_x)} rows"
            axes.scatter(some_x, some_y, 16, f"C{i % 10}", label=label, zorder=2)
            times += np.isclose(x[:, None], np.ravel(some_x)).sum(axis=1)
        lost, again = times == 0, times > 1
        if lost.any():
            label = f"in no batch: {lost.sum()} rows"
            axes.scatter(x[lost], y[lost], 90, "black", "x", linewidth=2, label=label)
        if again.any():
            label = f"more than once: {again.sum()} rows"
            axes.scatter(x[again], y[again], 90, "none", edgecolor="black", label=label)
        axes.set_xlim(-0.5, 18)
        axes.set_ylim(-2, 32)
        axes.set_xlabel("x")
        axes.set_ylabel("y")
        axes.legend(fontsize=7, loc="lower right")
        axes.figure.set_size_inches(9, 3)
        axes.figure.subplots_adjust(bottom=0.16)

    check.beside(
        target=by_hand,
        yours=lambda: minibatches(x, y, 10, np.random.default_rng(0)),
        draw=draw_batches,
    )


see_minibatches()


# %% nbgrader={"grade_id": "minibatches_by_hand", "points": 1}
# Visible test, 1 point: seven rows in batches of two, 200 epochs
@check.test
def minibatches_by_hand():
    @check.student_side
    def epochs_of_minibatches(x, y, batch_size, epochs):
        rng = np.random.default_rng(1)
        different, matching = [], []
        for _ in range(epochs):
            batches = list(minibatches(x, y, batch_size, rng))
            sizes = [len(some_x) for some_x, _ in batches]
            rows = [row for some_x, _ in batches for row in np.ravel(some_x).tolist()]
            labels = [label for _, some_y in batches for label in np.ravel(some_y)]
            different.append(len(set(rows)))
            pairs = zip(rows, labels, strict=False)
            matching.append(sum(bool(label == 10 * row) for row, label in pairs))
        return {
            "batch sizes": sizes,
            "different rows": min(different),
            "rows with their own label": min(matching),
        }

    check.by_hand(minibatches, not_using="sklearn torch check")
    x = np.arange(7.0)
    expected = {
        "batch sizes": [2, 2, 2, 1],
        "different rows": 7,  # in the worst of 200 epochs
        "rows with their own label": 7,
    }
    check.call(epochs_of_minibatches, x, 10 * x, 2, 200).gives(expected)


# %% nbgrader={"grade_id": "minibatches_random", "points": 1}
# Hidden test, 1 point: each order equally likely, by `rng` alone; images; large batches
### BEGIN HIDDEN TESTS
@check.test
def minibatches_random():
    @check.student_side
    def epoch_of_minibatches(x, y, batch_size):
        batches = list(minibatches(x, y, batch_size, np.random.default_rng(2)))
        sizes = [len(some_y) for _, some_y in batches]
        rows = np.concatenate([np.asarray(some_x) for some_x, _ in batches])
        labels = np.concatenate([np.asarray(some_y) for _, some_y in batches])
        by_label = np.argsort(labels)
        return {"sizes": sizes, "rows": rows[by_label], "labels": labels[by_label]}

    @check.student_side
    def where_each_row_came(n, batch_size, epochs):
        rng, share = np.random.default_rng(3), np.zeros((n, n))
        for _ in range(epochs):
            batches = minibatches(np.arange(float(n)), np.arange(n), batch_size, rng)
            order = np.concatenate([np.asarray(some_y) for _, some_y in batches])
            share[np.arange(n), order] += 1 / epochs
        return share

    @check.student_side
    def different_orders(n, batch_size, seed, times):
        found, x = set(), np.arange(float(n))
        for _ in range(times):
            batches = minibatches(x, x, batch_size, np.random.default_rng(seed))
            found.add(tuple(float(v) for some_x, _ in batches for v in some_x))
        return len(found)

    x, y = np.random.default_rng(69).normal(size=(6, 2, 3)), np.arange(6) - 2
    for batch_size, sizes in ((2, [2, 2, 2]), (4, [4, 2]), (6, [6]), (10, [6])):
        expected = {"sizes": sizes, "rows": x, "labels": y}
        check.call(epoch_of_minibatches, x, y, batch_size).gives(expected)
    expected = np.full((6, 6), 1 / 6)
    check.call(where_each_row_came, 6, 2, 400).gives(expected, rtol=0, atol=0.09)
    check.call(different_orders, 30, 7, 4, 20).gives(1)


### END HIDDEN TESTS

# %% [markdown]
# ## 9. What a leak pretends
#
# Now the picture of the beginning, with your split, your filling and your scaling (it
# draws other test rows than the target's, so a point or two of difference is chance).
# From top to bottom:
#
# 1. **Nothing leaks.** Split first; fill, scale and choose by the training rows.
# 2. **Filled and scaled by all rows.** The means of 80 rows instead of 56.
# 3. **Columns chosen by all rows.** Of 110 columns, the ten that go best with the
#    labels, before the split. Among 100 columns of noise some go well with *these*
#    labels by chance, those of the test rows included.
# 4. **Test rows are training rows too.** The split of part 5 gone wrong, or the same
#    patient twice in the file.
# 5. **Filled with the mean of the row's class.** A guess that needs the label, so that
#    each filled hole whispers the answer. For a new patient there is no label to ask.


# %% nbgrader={"grade_id": "see_leaks", "show": true}
# Takes about 3 s
check.beside(
    target=lambda: accuracies(split_by_sklearn, fill_by_sklearn, scale_by_sklearn),
    yours=lambda: accuracies(stratified_split, impute_missing, standardize),
    draw=draw_leaks,
)

# %% [markdown]
# Read the second line again: that leak pretends nothing that can be seen among chance,
# since a mean of 80 rows is nearly a mean of 56. It is still a leak, and the rule is
# still right; but a leak is as bad as what it *carries*. Means carry little. Choices
# made with the labels, rows seen before, and anything that was computed from a label
# carry the answer itself: about 13 to 19 points here, for a model that is worth 0.61
# to 0.64 whichever way it is judged.
#
# **To discuss.** A data set holds ten X-ray images of each patient. Why does a
# stratified split of the *images* leak, and what should be split instead?
#
# ## Sources
#
# - S. Kaufman, S. Rosset, C. Perlich and O. Stitelman, *Leakage in data mining:
#   formulation, detection, and avoidance*, ACM TKDD 6, 2012.
# - S. Kapoor and A. Narayanan, *Leakage and the reproducibility crisis in
#   machine-learning-based science*, Patterns 4, 2023: leaks in 17 fields.
# - C. Ambroise and G. J. McLachlan, *Selection bias in gene extraction on the basis of
#   microarray gene-expression data*, PNAS 99, 2002: columns chosen by all rows.
# - R. J. A. Little and D. B. Rubin, *Statistical Analysis with Missing Data*, 3rd
#   edition, Wiley, 2019: filling holes, and what it costs (chapter 4, part 1).
# - Y. LeCun, L. Bottou, G. B. Orr and K.-R. Müller, *Efficient BackProp*, 1998: why
#   inputs are standardized (section 4.3, part 2).
# - T. F. Chan, G. H. Golub and R. J. LeVeque, *Algorithms for computing the sample
#   variance*, The American Statistician 37, 1983: the short cut of part 2.
# - R. Kohavi, *A study of cross-validation and bootstrap for accuracy estimation and
#   model selection*, IJCAI 1995: stratified splits (part 5).
# - I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press, 2016:
#   minibatches (section 8.1.3, part 8).
# - The diabetes data: B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, *Least angle
#   regression*, Annals of Statistics 32, 2004. They and the flower (CC BY 2.0,
#   flickr.com/photos/vultilion) come with scikit-learn, whose user guide has a chapter
#   "Common pitfalls" on leaks.

# %% nbgrader={"grade_id": "see_summary", "show": true}
check.summary()
