# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Metrics
#
# A model is trained on a loss, but it is *chosen* by a metric: one number that says how
# good its answers are for the purpose at hand. The wrong metric chooses the wrong
# model. In this notebook you build the metrics that papers report: the confusion
# matrix, precision, recall and specificity, F1, the ROC curve with the area below it,
# average precision, the folds of cross-validation, and a fair comparison of two models.
#
# It takes 60 to 80 minutes; all pictures together take about 3 seconds.
# Everything is built by hand with numpy: an answer that uses sklearn, torch or scipy
# loses the visible point of its exercise, and only that. The tests know what is right
# from scikit-learn. No exercise needs an earlier one. You may call your earlier
# functions; then their mistakes cost points here too.
#
# In a signature, `Int[np.ndarray, "n"]` is an array of integers of length n; equal
# letters mean equal lengths.
#
# The picture below is the goal: a classifier of breast tumours, judged on patients that
# it has not seen. Left, it had to decide; right, its scores are looked at before any
# decision. Exercises 1 and 4 draw both halves again, from your own code.

# %%
import matplotlib.pyplot as plt
import numpy as np
import sklearn.metrics as metrics
import sklearn.model_selection as model_selection
from jaxtyping import Float, Int
from sklearn import datasets, linear_model, pipeline, preprocessing

from autograder import check


# %% nbgrader={"grade_id": "see_the_goal", "show": true}
def split_patients():
    tumours, benign = datasets.load_breast_cancer(return_X_y=True)
    malignant = 1 - benign  # label 1 is what we look for
    tumours = tumours[:, :3]  # few measurements, so that some answers are wrong
    return model_selection.train_test_split(
        tumours, malignant, test_size=0.5, random_state=0
    )


def new_classifier():
    return pipeline.make_pipeline(
        preprocessing.StandardScaler(), linear_model.LogisticRegression()
    )


train_x, apart_x, train_y, apart_y = split_patients()
classifier = new_classifier().fit(train_x, train_y)
apart_scores = classifier.predict_proba(apart_x)[:, 1]
apart_answers = (apart_scores >= 0.5).astype(int)


def draw_matrix(axes, matrix, names):
    axes.imshow(matrix, cmap="Blues", vmax=1.5 * np.max(matrix))
    for (row, column), count in np.ndenumerate(np.asarray(matrix)):
        axes.text(column, row, int(count), ha="center", va="center", fontsize=12)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names, rotation=90, va="center")
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")


def draw_roc(axes, curve):
    axes.plot([0, 1], [0, 1], ":", color="gray", label="chance")
    axes.plot(curve[0], curve[1], label="the classifier")
    axes.set_xlabel("false positive rate")
    axes.set_ylabel("true positive rate")
    axes.legend(loc="lower right")


def draw_bars(axes, heights_of_each, names, title):
    """One group of bars a name, one bar a key; a nan has no bar, but its label."""
    for i, (key, heights) in enumerate(heights_of_each.items()):
        heights = np.asarray(heights, dtype=float)
        places = np.arange(len(names)) + 0.4 * i
        bars = axes.bar(places, np.nan_to_num(heights), 0.38, label=key)
        axes.bar_label(bars, [f"{height:.2f}" for height in heights], fontsize=8)
    axes.set_xticks(np.arange(len(names)) + 0.2, names, fontsize=8)
    axes.set_ylim(0, 1.6)
    axes.set_ylabel(title)
    axes.legend(fontsize=7, loc="upper center", ncols=2, handlelength=1)


def draw_goal():
    _, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
    matrix = metrics.confusion_matrix(apart_y, apart_answers)
    draw_matrix(left, matrix, ["benign", "malignant"])
    left.set_title("decisions: the confusion matrix")
    draw_roc(right, metrics.roc_curve(apart_y, apart_scores))
    area = metrics.roc_auc_score(apart_y, apart_scores)
    right.set_title(f"scores: AUC = {area:.3f}")
    plt.show()


draw_goal()

# %% [markdown]
# ## 1. Confusion matrix
#
# Count every pair of what is true and what was predicted. Row $i$, column $j$ holds the
# number of examples **of class $i$** that were **predicted as class $j$**; the right
# answers stand on the diagonal. Five examples of two classes:
#
# | true | 0 | 0 | 0 | 1 | 1 |
# |---|---|---|---|---|---|
# | **predicted** | 0 | 0 | 1 | 1 | 1 |
#
# give $\begin{pmatrix} 2 & 1 \\ 0 & 2 \end{pmatrix}$: one 0 was taken for a 1, no 1 was
# taken for a 0. Each row sums to the size of its class. Some books put the truth in the
# columns; we follow scikit-learn, which puts it in the rows.


# %% nbgrader={"grade_id": "confusion_matrix", "solution": true}
def confusion_matrix(
    labels: Int[np.ndarray, "n"], predictions: Int[np.ndarray, "n"], classes: int
) -> Int[np.ndarray, "classes classes"]:
    """How often each class was predicted as each class.

    Parameters
    ----------
    labels : the true class of each example, from 0 to `classes` - 1; n may be 0
    predictions : the predicted class of each example, from 0 to `classes` - 1
    classes : the number of classes; not each of them has to occur

    Returns
    -------
    counts : whole numbers; row i, column j tells how many examples of class i were
        predicted as class j

    Built by hand: not using sklearn, torch, scipy.
    """
    ### BEGIN SOLUTION
    matrix = np.zeros((classes, classes), dtype=int)
    np.add.at(matrix, (labels, predictions), 1)
    return matrix
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_confusion_matrix", "show": true}
check.beside(
    target=lambda: metrics.confusion_matrix(apart_y, apart_answers),
    yours=lambda: confusion_matrix(apart_y, apart_answers, 2),
    draw=lambda axes, matrix: draw_matrix(axes, matrix, ["benign", "malignant"]),
)


# %% nbgrader={"grade_id": "confusion_matrix_by_hand", "points": 1}
# Visible test, 1 point: seven examples of three classes
@check.test
def confusion_matrix_by_hand():
    check.by_hand(confusion_matrix, not_using="sklearn torch scipy")

    labels = np.array([0, 0, 1, 1, 1, 2, 2])
    predictions = np.array([0, 2, 1, 1, 0, 2, 2])
    check.call(confusion_matrix, labels, predictions, 3).gives(
        np.array(
            [
                [1, 0, 1],  # one 0 was found, one was taken for a 2
                [1, 2, 0],
                [0, 0, 2],
            ]
        )
    )


# %% nbgrader={"grade_id": "confusion_matrix_all_classes", "points": 1}
# Hidden test, 1 point: classes that do not occur; one class; many examples, and none
### BEGIN HIDDEN TESTS
@check.test
def confusion_matrix_all_classes():
    rng = np.random.default_rng(51)
    labels, predictions = rng.choice([0, 1, 3, 4], size=(2, 90))
    expected = metrics.confusion_matrix(labels, predictions, labels=range(7))
    check.call(confusion_matrix, labels, predictions, classes=7).gives(expected)

    fours = np.full(6, 4)
    expected = metrics.confusion_matrix(fours, fours, labels=range(5))
    check.call(confusion_matrix, fours, fours, 5).gives(expected)

    zeros = np.zeros(8, dtype=int)
    check.call(confusion_matrix, zeros, zeros, 1).gives(np.array([[8]]))

    check.call(confusion_matrix, zeros[:0], zeros[:0], 2).gives(np.zeros((2, 2), int))


### END HIDDEN TESTS

# %% [markdown]
# ## 2. Precision, recall and specificity
#
# Of 1,000 people 10 are ill. A "test" that calls everybody healthy has an accuracy of
# 99 % and finds nobody. So we ask three separate questions. Call label 1 *positive*
# and count true positives (TP), false positives (FP), false negatives (FN) and true
# negatives (TN):
#
# $$\text{precision} = \frac{TP}{TP + FP} \qquad \text{recall} = \frac{TP}{TP + FN}
# \qquad \text{specificity} = \frac{TN}{TN + FP}$$
#
# * **Precision**: of those we *called* positive, which share is?
# * **Recall** (also sensitivity, true positive rate): of those that *are* positive,
#   which share did we find?
# * **Specificity**: of those that are *negative*, which share did we leave in peace?
#
# With TP = 8, FP = 24, FN = 2, TN = 966: precision 8/32 = 0.25, recall 8/10 = 0.8,
# specificity 966/990 ≈ 0.976. Three out of four alarms are false, though the
# specificity looks splendid: the negatives are so many.
#
# A share of nothing, 0/0, has no value. A program needs one all the same, so it takes
# the argument `zero_division`. Here that happens to the precision when nobody is called
# positive, to the recall when nobody is positive, to the specificity when nobody is
# negative.


# %% nbgrader={"grade_id": "precision_recall_specificity", "solution": true}
def precision_recall_specificity(
    labels: Int[np.ndarray, "n"],
    predictions: Int[np.ndarray, "n"],
    zero_division: float = 0.0,
) -> tuple[float, float, float]:
    """The three shares, in this order.

    Parameters
    ----------
    labels : the true class of each example, any integers: 1 is positive, every other
        value is negative
    predictions : the predicted class of each example, likewise
    zero_division : the value of a share of nothing (0/0)

    Returns
    -------
    precision, recall, specificity

    Built by hand: not using sklearn, torch, scipy.
    """
    ### BEGIN SOLUTION
    positive, called = labels == 1, predictions == 1

    def share(hits, of):
        return np.sum(hits & of) / np.sum(of) if np.any(of) else zero_division

    precision, recall = share(positive, called), share(called, positive)
    return precision, recall, share(~called, ~positive)
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_precision_recall_specificity", "show": true}
def see_precision_recall_specificity():
    people = np.repeat([0, 1], [990, 10])
    tests = {
        "calls nobody ill": np.zeros(1000, dtype=int),
        "calls 32 ill, 8 rightly": np.repeat([0, 1, 0, 1], [966, 24, 2, 8]),
    }

    def by_sklearn(_, called_ill):
        return (
            metrics.precision_score(people, called_ill, zero_division=0),
            metrics.recall_score(people, called_ill),
            metrics.recall_score(people, called_ill, pos_label=0),
        )

    def of_each(shares):
        return {
            name: [np.mean(people == called_ill), *shares(people, called_ill)]
            for name, called_ill in tests.items()
        }

    names = ["accuracy", "precision", "recall", "specificity"]
    check.beside(
        target=lambda: of_each(by_sklearn),
        yours=lambda: of_each(precision_recall_specificity),
        draw=lambda axes, shares: draw_bars(axes, shares, names, "share"),
    )


see_precision_recall_specificity()


# %% nbgrader={"grade_id": "precision_recall_specificity_by_hand", "points": 1}
# Visible test, 1 point: TP = 3, FP = 1, FN = 2, TN = 4
@check.test
def precision_recall_specificity_by_hand():
    check.by_hand(precision_recall_specificity, not_using="sklearn torch scipy")

    @check.student_side
    def shares_by_name(labels, predictions):
        precision, recall, specificity = precision_recall_specificity(
            labels, predictions
        )
        return {"precision": precision, "recall": recall, "specificity": specificity}

    labels = np.array([1, 1, 1, 1, 1, 0, 0, 0, 0, 0])
    predictions = np.array([1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
    check.call(shares_by_name, labels, predictions).gives(
        {"precision": 3 / 4, "recall": 3 / 5, "specificity": 4 / 5}
    )


# %% nbgrader={"grade_id": "shares_of_nothing", "points": 1}
# Hidden test, 1 point: no positive label, no negative label, nobody called positive
### BEGIN HIDDEN TESTS
@check.test
def shares_of_nothing():
    ones, zeros = np.ones(5, dtype=int), np.zeros(5, dtype=int)
    some = np.array([1, 0, 0, 1, 0])
    check.call(precision_recall_specificity, some, zeros).gives([0, 0, 1])
    check.call(precision_recall_specificity, some, zeros, 0.5).gives([0.5, 0, 1])

    expected = [0, 0.25, 3 / 5]
    check.call(precision_recall_specificity, zeros, some, 0.25).gives(expected)

    expected = [1, 2 / 5, 0.75]
    check.call(precision_recall_specificity, ones, some, zero_division=0.75).gives(
        expected
    )
    check.call(precision_recall_specificity, ones, ones).gives([1, 1, 0])


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "one_class_against_the_rest", "points": 1}
# Hidden test, 1 point: labels other than 0 and 1 are negative
### BEGIN HIDDEN TESTS
@check.test
def one_class_against_the_rest():
    rng = np.random.default_rng(52)
    labels, predictions = rng.choice([-1, 0, 1, 2, 5], size=(2, 80))
    labels[:20] = predictions[:20]
    truth, called = labels == 1, predictions == 1
    expected = [
        metrics.precision_score(truth, called),
        metrics.recall_score(truth, called),
        metrics.recall_score(~truth, ~called),
    ]
    check.call(precision_recall_specificity, labels, predictions).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 3. F1: one number of two
#
# F1 is the harmonic mean of precision $P$ and recall $R$. In counts:
#
# $$F_1 = \frac{2 P R}{P + R} = \frac{2\,TP}{2\,TP + FP + FN}$$
#
# It is near the *smaller* of the two: $P = 1$, $R = 0.1$ give $F_1 = 0.18$, not 0.55.
# It is 0 when nothing was found though there were errors ($TP = 0$, $FP + FN > 0$), and
# 0/0 only if there was nothing to find and nothing was called.
#
# With several classes, each class in turn is the positive one, against the rest:
#
# * **macro**: the mean of the classes' $F_1$. A class of 10 counts as much as one of
#   1,000. (A few papers take the $F_1$ of mean precision and mean recall. That is
#   another number.)
# * **micro**: add up the TP, FP and FN of all classes first, then one $F_1$. Every
#   example counts the same. (With one label per example, that is the accuracy: each
#   error is an FP of one class and an FN of another.)
#
# Two classes, class A with TP = 8, FP = 2, FN = 2 and class B with TP = 1, FP = 2,
# FN = 2: the $F_1$ are 16/20 = 0.8 and 2/6 = 0.333; macro 0.567; micro
# 18/(18 + 4 + 4) = 0.692.


# %% nbgrader={"grade_id": "f1", "solution": true}
def f1(
    labels: Int[np.ndarray, "n"],
    predictions: Int[np.ndarray, "n"],
    average: str = "binary",
    zero_division: float = 0.0,
) -> float:
    """F1 of one class or of all.

    Parameters
    ----------
    labels : the true class of each example, any integers; n is at least 1
    predictions : the predicted class of each example
    average : "binary", the F1 of class 1 against the rest; or "macro", the mean of the
        classes' F1; or "micro", the F1 of the classes' summed TP, FP and FN. The
        classes are all values that occur in `labels` or in `predictions`. No other
        `average` is asked for.
    zero_division : the result where F1 is 0/0, that is, TP, FP and FN are all 0; only
        "binary" can meet it, as the other two take only classes that occur

    Returns
    -------
    a number from 0 to 1, or `zero_division`

    Built by hand: not using sklearn, torch, scipy.
    """
    ### BEGIN SOLUTION
    classes = [1] if average == "binary" else np.union1d(labels, predictions)
    tp = np.array([np.sum((labels == c) & (predictions == c)) for c in classes])
    errors = np.array([np.sum((labels == c) != (predictions == c)) for c in classes])
    if average == "micro":
        tp, errors = tp.sum(), errors.sum()
    if not np.any(tp + errors):
        return zero_division
    return np.mean(2 * tp / (2 * tp + errors))
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_f1", "show": true}
def see_f1():
    animals = np.repeat([0, 1, 2], [90, 6, 4])  # 90 cats, 6 lynxes, 4 tigers
    models = {
        "always says cat": np.zeros(100, dtype=int),
        "finds the rare ones": np.repeat([0, 1, 2, 1, 0, 2], [76, 10, 4, 5, 1, 4]),
    }
    kinds = ["micro", "macro"]

    def of_each(score):
        return {
            name: [score(animals, said, average=kind) for kind in kinds]
            for name, said in models.items()
        }

    check.beside(
        target=lambda: of_each(metrics.f1_score),
        yours=lambda: of_each(f1),
        draw=lambda axes, scores: draw_bars(axes, scores, kinds, "F1"),
    )


see_f1()


# %% nbgrader={"grade_id": "f1_by_hand", "points": 1}
# Visible test, 1 point: eight examples of three classes, all three averages
@check.test
def f1_by_hand():
    check.by_hand(f1, not_using="sklearn torch scipy")

    labels = np.array([0, 0, 0, 0, 0, 1, 1, 2])
    predictions = np.array([0, 0, 0, 1, 2, 1, 1, 2])
    # class 0: TP 3, FP 0, FN 2; class 1: TP 2, FP 1, FN 0; class 2: TP 1, FP 1, FN 0
    check.call(f1, labels, predictions).gives(4 / 5)
    check.call(f1, labels, predictions, average="macro").gives(
        (6 / 8 + 4 / 5 + 2 / 3) / 3
    )
    check.call(f1, labels, predictions, average="micro").gives(12 / 16)


# %% nbgrader={"grade_id": "f1_zero_division", "points": 1}
# Hidden test, 1 point: nothing to find, nothing called, nothing found
### BEGIN HIDDEN TESTS
@check.test
def f1_zero_division():
    zeros = np.zeros(4, dtype=int)
    some = np.array([0, 1, 1, 0])
    check.call(f1, some, some).gives(1.0)
    check.call(f1, np.array([1, 1, 0]), np.array([1, 0, 0])).gives(2 / 3)
    check.call(f1, zeros, zeros).gives(0.0)
    check.call(f1, zeros, zeros, zero_division=0.75).gives(0.75)
    check.call(f1, some, 1 - some, "binary", 0.75).gives(0.0)
    check.call(f1, some, zeros, "binary", 0.75).gives(0.0)
    check.call(f1, zeros, some, zero_division=0.75).gives(0.0)
    check.call(f1, zeros, zeros, "macro", 0.75).gives(1.0)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "f1_many_classes", "points": 1}
# Hidden test, 1 point: five classes with any numbers, some only true or only predicted
### BEGIN HIDDEN TESTS
@check.test
def f1_many_classes():
    rng = np.random.default_rng(53)
    labels = rng.choice([-3, 1, 4, 9], p=[0.5, 0.2, 0.2, 0.1], size=70)
    predictions = np.where(rng.random(70) < 0.6, labels, rng.permutation(labels))
    predictions[labels == 9] = 4
    predictions[:5] = 12
    for average in ("macro", "micro", "binary"):
        expected = metrics.f1_score(
            labels == 1 if average == "binary" else labels,
            predictions == 1 if average == "binary" else predictions,
            average=average,
        )
        check.call(f1, labels, predictions, average=average).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 4. The ROC curve
#
# Most classifiers give a *score*; you decide from which score on you call it positive.
# A lower threshold finds more positives (true positive rate, TPR = recall) and raises
# more false alarms (false positive rate, FPR = FP / number of negatives). The ROC curve
# shows the whole trade: one point (FPR, TPR) for each threshold.
#
# The rule: **positive means score ≥ threshold**. Only the scores that occur matter as
# thresholds, each distinct one once: examples with the same score cross it together.
# Start with the threshold +∞: nobody is positive, the point (0, 0). Example:
#
# | score | 0.9 | 0.6 | 0.6 | 0.2 |
# |---|---|---|---|---|
# | **label** | 1 | 1 | 0 | 0 |
#
# | threshold | FPR | TPR |
# |---|---|---|
# | +∞ | 0 | 0 |
# | 0.9 | 0 | 1/2 |
# | 0.6 | 1/2 | 1 |
# | 0.2 | 1 | 1 |
#
# The two 0.6 make *one* point: no threshold tells them apart.


# %% nbgrader={"grade_id": "roc_curve", "solution": true}
def roc_curve(
    labels: Int[np.ndarray, "n"], scores: Float[np.ndarray, "n"]
) -> tuple[
    Float[np.ndarray, "points"],
    Float[np.ndarray, "points"],
    Float[np.ndarray, "points"],
]:
    """The ROC curve, from (0, 0) to (1, 1).

    Parameters
    ----------
    labels : 0 (negative) or 1 (positive); both occur
    scores : a higher one means "more likely positive"; any finite numbers, in any
        order, also equal ones

    Returns
    -------
    fpr : the share of the negatives with score >= threshold, for each threshold
    tpr : the share of the positives with score >= threshold, for each threshold
    thresholds : +inf, then each distinct score once, in decreasing order; none is left
        out, also where three points lie on a straight line

    Built by hand: not using sklearn, torch, scipy.
    """
    ### BEGIN SOLUTION
    thresholds = np.append(np.inf, np.unique(scores)[::-1])
    called = scores >= thresholds[:, None]
    fpr = called[:, labels == 0].mean(axis=1)
    tpr = called[:, labels == 1].mean(axis=1)
    return fpr, tpr, thresholds
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_roc_curve", "show": true}
check.beside(
    target=lambda: metrics.roc_curve(apart_y, apart_scores, drop_intermediate=False),
    yours=lambda: roc_curve(apart_y, apart_scores),
    draw=draw_roc,
)


# %% nbgrader={"grade_id": "roc_curve_by_hand", "points": 1}
# Visible test, 1 point: five scores, in no order; and the example with two equal ones
@check.test
def roc_curve_by_hand():
    check.by_hand(roc_curve, not_using="sklearn torch scipy")

    labels = np.array([0, 1, 1, 0, 1])
    scores = np.array([0.7, 0.2, 0.9, 0.4, 0.6])
    check.call(roc_curve, labels, scores).gives(
        (
            np.array([0, 0, 1 / 2, 1 / 2, 1, 1]),  # of two negatives
            np.array([0, 1 / 3, 1 / 3, 2 / 3, 2 / 3, 1]),  # of three positives
            np.array([np.inf, 0.9, 0.7, 0.6, 0.4, 0.2]),
        )
    )

    labels = np.array([1, 1, 0, 0])
    scores = np.array([0.9, 0.6, 0.6, 0.2])
    check.call(roc_curve, labels, scores).gives(
        (
            np.array([0, 0, 1 / 2, 1]),
            np.array([0, 1 / 2, 1, 1]),
            np.array([np.inf, 0.9, 0.6, 0.2]),
        )
    )


# %% nbgrader={"grade_id": "roc_curve_equal_scores", "points": 1}
# Hidden test, 1 point: three and more equal scores, of one class and of both
### BEGIN HIDDEN TESTS
@check.test
def roc_curve_equal_scores():
    labels = np.array([1, 0, 0, 1, 1, 0, 1, 0, 0])
    scores = np.array([3.0, 1.0, 3.0, 2.0, 1.0, 1.0, 3.0, 2.0, 2.0])
    expected = metrics.roc_curve(labels, scores, drop_intermediate=False)
    check.call(roc_curve, labels, scores).gives(expected)

    labels = np.array([1, 0, 0])
    expected = (np.array([0.0, 1.0]), np.array([0.0, 1.0]), np.array([np.inf, 0.5]))
    check.call(roc_curve, labels, np.full(3, 0.5)).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "roc_curve_every_point", "points": 1}
# Hidden test, 1 point: scores of any size, points on straight lines, float32
### BEGIN HIDDEN TESTS
@check.test
def roc_curve_every_point():
    rng = np.random.default_rng(54)
    labels = (rng.random(40) < 0.3).astype(int)
    scores = rng.normal(size=40) + 1.5 * labels
    for factor in (30, 0.001):
        expected = metrics.roc_curve(labels, factor * scores, drop_intermediate=False)
        check.call(roc_curve, labels, factor * scores).gives(expected)

    single = scores.astype(np.float32)
    expected = metrics.roc_curve(labels, single, drop_intermediate=False)
    check.call(roc_curve, labels, single).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 5. The area under it
#
# AUC, the area under the ROC curve, is one number for all thresholds. It has a plain
# meaning: **draw one positive and one negative at random; AUC is the probability that
# the positive one has the higher score**, where equal scores count half. So 1 is a
# perfect order, 0.5 is chance, and below 0.5 the order is the wrong way round. That is
# a fact to report, not to repair: a model with an AUC of 0.2 ranks badly.
#
# With the positives' scores 0.9, 0.6 and the negatives' 0.6, 0.2 there are four pairs:
# 0.9 > 0.6, 0.9 > 0.2, 0.6 = 0.6, 0.6 > 0.2. AUC = (1 + 1 + ½ + 1) / 4 = 0.875. The
# area under the polygon of the last exercise's example is the same (try it with
# trapezoids). Only the order of the scores matters; they need not be probabilities.


# %% nbgrader={"grade_id": "roc_auc", "solution": true}
def roc_auc(labels: Int[np.ndarray, "n"], scores: Float[np.ndarray, "n"]) -> float:
    """The area under the ROC curve.

    Parameters
    ----------
    labels : 0 (negative) or 1 (positive)
    scores : a higher one means "more likely positive"; any finite numbers, in any
        order, also equal ones

    Returns
    -------
    a number from 0 to 1, exact (no grid of thresholds); below 0.5 if the negatives tend
    to have the higher scores

    Raises
    ------
    ValueError : if only one class occurs in `labels`; there is no pair then

    Built by hand: not using sklearn, torch, scipy.
    """
    ### BEGIN SOLUTION
    positive, negative = scores[labels == 1], scores[labels == 0]
    if len(positive) * len(negative) == 0:
        raise ValueError("AUC needs both classes")
    ahead = positive[:, None] - negative
    return np.mean((ahead > 0) + 0.5 * (ahead == 0))
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_roc_auc", "show": true}
def see_roc_auc():
    shifts = np.linspace(-2, 2, 9)
    bell = np.repeat(np.random.default_rng(0).normal(size=150), 2)  # the same for both
    bell_labels = np.arange(300) % 2

    def areas(area):
        return [area(bell_labels, bell + shift * bell_labels) for shift in shifts]

    def draw_areas(axes, areas):
        axes.axhline(0.5, linestyle=":", color="gray", label="chance")
        axes.plot(shifts, areas, "o-", label="300 examples")
        axes.set_xlabel("by how much positives score higher")
        axes.set_ylabel("AUC")
        axes.legend()

    check.beside(
        target=lambda: areas(metrics.roc_auc_score),
        yours=lambda: areas(roc_auc),
        draw=draw_areas,
    )


see_roc_auc()


# %% nbgrader={"grade_id": "roc_auc_by_hand", "points": 1}
# Visible test, 1 point: six pairs; the same the wrong way round; and scores that tie
@check.test
def roc_auc_by_hand():
    check.by_hand(roc_auc, not_using="sklearn torch scipy")

    labels = np.array([0, 1, 0, 1, 1])
    scores = np.array([0.1, 0.3, 0.4, 0.6, 0.8])
    check.call(roc_auc, labels, scores).gives(5 / 6)  # one pair of six is out of order
    check.call(roc_auc, 1 - labels, scores).gives(1 / 6)

    tied = np.array([0.1, 0.8, 0.8, 0.8, 0.8])  # three pairs in order, three tied
    check.call(roc_auc, labels, tied).gives((3 + 3 * 0.5) / 6)


# %% nbgrader={"grade_id": "roc_auc_any_scores", "points": 1}
# Hidden test, 1 point: scores beyond 0 to 1, or very near each other; ties; float32
### BEGIN HIDDEN TESTS
@check.test
def roc_auc_any_scores():
    rng = np.random.default_rng(55)
    labels = (rng.random(60) < 0.4).astype(int)
    logits = np.round(3 * rng.normal(size=60) + 2 * labels)
    expected = metrics.roc_auc_score(labels, logits)
    check.call(roc_auc, labels, logits).gives(expected)
    check.call(roc_auc, labels, 0.99 + 0.0001 * logits).gives(expected)
    check.call(roc_auc, labels, -logits.astype(np.float32)).gives(1 - expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "roc_auc_one_class", "points": 1}
# Hidden test, 1 point: one positive of fifty; only one class
### BEGIN HIDDEN TESTS
@check.test
def roc_auc_one_class():
    labels = np.zeros(50, dtype=int)
    labels[20] = 1
    scores = np.random.default_rng(56).normal(size=50)
    expected = metrics.roc_auc_score(labels, scores)
    check.call(roc_auc, labels, scores).gives(expected)
    check.call(roc_auc, np.zeros(50, dtype=int), scores).raises(ValueError)
    check.call(roc_auc, np.ones(50, dtype=int), scores).raises(ValueError)


### END HIDDEN TESTS

# %% [markdown]
# ## 6. Average precision
#
# When positives are rare, ROC looks kind: a thousand false alarms among a million
# negatives hardly move the FPR. The precision-recall curve does not forgive them.
# Average precision (AP) is the area under its *steps*. Go down the distinct scores as
# thresholds, $t_1 > t_2 > \dots$ (positive means score $\ge t_k$), with precision $P_k$
# and recall $R_k$ at each, and $R_0 = 0$:
#
# $$AP = \sum_k (R_k - R_{k-1})\, P_k$$
#
# Scores 0.9, 0.8, 0.7, 0.6 with labels 1, 0, 1, 0: recall goes ½, ½, 1, 1 and precision
# 1, ½, ⅔, ½, so $AP = ½ · 1 + 0 + ½ · ⅔ + 0 = 0.833$.
#
# The points are not joined by straight lines, as in the ROC curve: on such a line lie
# values that no threshold, nor a mixture of two, attains (Davis and Goadrich 2006). A
# model that gives every example the same score has an AP equal to the share of the
# positives.


# %% nbgrader={"grade_id": "average_precision", "solution": true}
def average_precision(
    labels: Int[np.ndarray, "n"], scores: Float[np.ndarray, "n"]
) -> float:
    """The area under the steps of the precision-recall curve.

    Parameters
    ----------
    labels : 0 (negative) or 1 (positive); at least one is 1
    scores : a higher one means "more likely positive"; any finite numbers, in any
        order, also equal ones, which cross a threshold together

    Returns
    -------
    the sum of (rise of the recall) x precision over the distinct scores, in decreasing
    order

    Built by hand: not using sklearn, torch, scipy.
    """
    ### BEGIN SOLUTION
    called = scores >= np.unique(scores)[::-1, None]
    found = (called & (labels == 1)).sum(axis=1)
    precision = found / called.sum(axis=1)
    recall = found / np.sum(labels)
    return np.sum(np.diff(recall, prepend=0) * precision)
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_average_precision", "show": true}
def see_average_precision():
    precisions, recalls, _ = metrics.precision_recall_curve(apart_y, apart_scores)

    def draw_area(axes, area):
        axes.fill_between(recalls, precisions, step="pre", alpha=0.3)
        axes.step(recalls, precisions, where="pre", label="curve of scikit-learn")
        axes.text(0.5, 0.5, f"AP = {area:.4f}", ha="center", fontsize=12)
        axes.set_ylim(0, 1.05)
        axes.set_xlabel("recall")
        axes.set_ylabel("precision")
        axes.legend(loc="lower center", fontsize=8)

    check.beside(
        target=lambda: metrics.average_precision_score(apart_y, apart_scores),
        yours=lambda: average_precision(apart_y, apart_scores),
        draw=draw_area,
    )


see_average_precision()


# %% nbgrader={"grade_id": "average_precision_by_hand", "points": 1}
# Visible test, 1 point: five scores, in no order; then three of them equal
@check.test
def average_precision_by_hand():
    check.by_hand(average_precision, not_using="sklearn torch scipy")

    labels = np.array([1, 1, 0, 0, 1])
    scores = np.array([0.6, 0.9, 0.5, 0.8, 0.7])  # decreasing: labels 1, 0, 1, 1, 0
    check.call(average_precision, labels, scores).gives((1 / 1 + 2 / 3 + 3 / 4) / 3)

    tied = np.array([0.8, 0.8, 0.8, 0.5, 0.3])  # precision 2/3, 2/4, 3/5
    check.call(average_precision, labels, tied).gives(2 / 3 * 2 / 3 + 1 / 3 * 3 / 5)


# %% nbgrader={"grade_id": "average_precision_equal_scores", "points": 1}
# Hidden test, 1 point: scores of any size, with ties; all equal; float32
### BEGIN HIDDEN TESTS
@check.test
def average_precision_equal_scores():
    rng = np.random.default_rng(57)
    labels = (rng.random(50) < 0.3).astype(int)
    scores = np.round(4 * rng.normal(size=50) + 3 * labels)
    expected = metrics.average_precision_score(labels, scores)
    check.call(average_precision, labels, scores).gives(expected)

    single = scores.astype(np.float32) / 100
    check.call(average_precision, labels, single).gives(expected)

    labels = np.array([0, 0, 1, 0, 0, 0, 1, 0])
    check.call(average_precision, labels, np.full(8, -2.5)).gives(2 / 8)


### END HIDDEN TESTS

# %% [markdown]
# ## 7. The folds of cross-validation
#
# With few data, one split into training and test is a lottery. *k-fold
# cross-validation* cuts the data into k folds; each fold is the test set once, while
# the model trains on all the others. The mean of the k scores is the estimate. So
# **every example is tested exactly once, and never by a model that has trained on it**.
#
# For n = 5 examples and k = 2 folds:
#
# | fold | train | test |
# |---|---|---|
# | 0 | 3, 4 | 0, 1, 2 |
# | 1 | 0, 1, 2 | 3, 4 |
#
# The folds are contiguous (shuffle before, if the data are sorted). When k does not
# divide n, the first `n % k` folds have one example more.
#
# Cross-validation *estimates* how well a way of training works. It prevents nothing: it
# does not make a model overfit less. If you choose the best of many models by it, you
# need new data, kept apart (*held out*), to learn how good that one really is. The
# second picture shows why: 200 models look at pure noise, and none can know anything.
# The chosen one has 0.825 by its folds, and 0.51 on new data.


# %% nbgrader={"grade_id": "k_fold_indices", "solution": true}
def k_fold_indices(
    n: int, k: int
) -> list[tuple[Int[np.ndarray, "train"], Int[np.ndarray, "test"]]]:
    """Which examples train and which test, for each of k folds.

    Parameters
    ----------
    n : the number of examples
    k : the number of folds, from 2 to n

    Returns
    -------
    a list of k pairs (train, test) of indices in increasing order. The test indices are
    contiguous: fold 0 begins at 0, each next one where the last ended; the first n % k
    folds have n // k + 1 of them, the others n // k. The training indices are all the
    others.

    Built by hand: not using sklearn, torch, scipy.
    """
    ### BEGIN SOLUTION
    folds, start = [], 0
    for fold in range(k):
        stop = start + n // k + (fold < n % k)
        test = np.arange(start, stop)
        folds.append((np.delete(np.arange(n), test), test))
        start = stop
    return folds
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_k_fold_indices", "show": true}
def see_k_fold_indices():
    def fold_scores(folds):
        return [
            new_classifier().fit(train_x[a], train_y[a]).score(train_x[b], train_y[b])
            for a, b in folds
        ]

    def draw_folds(axes, scores):
        axes.plot(range(1, 7), scores, "o", label="each fold")
        axes.axhline(np.mean(scores), label="mean of the folds")
        held_out = classifier.score(apart_x, apart_y)
        axes.axhline(held_out, color="C1", linestyle="--", label="set kept apart")
        axes.set_ylim(0.6, 1.02)
        axes.set_xlabel("fold")
        axes.set_ylabel("accuracy")
        axes.legend(fontsize=8, loc="lower right")

    check.beside(
        target=lambda: fold_scores(model_selection.KFold(6).split(train_x)),
        yours=lambda: fold_scores(k_fold_indices(len(train_x), 6)),
        draw=draw_folds,
    )


see_k_fold_indices()


# %% nbgrader={"grade_id": "see_choosing_by_folds", "show": true}
def see_choosing_by_folds():
    noise = np.random.default_rng(0)
    noise_x = noise.normal(size=(200, 440, 4))  # of 200 models
    noise_y = noise.choice([-1.0, 1.0], size=440)

    def accuracy_of(x, trained, tested):
        weights = np.linalg.lstsq(x[trained], noise_y[trained], rcond=None)[0]
        return np.mean((x[tested] @ weights > 0) == (noise_y[tested] > 0))

    def choose(folds):
        by_folds = [np.mean([accuracy_of(x, a, b) for a, b in folds]) for x in noise_x]
        first, rest = np.arange(40), np.arange(40, 440)
        return by_folds, [accuracy_of(x, first, rest) for x in noise_x]

    def draw_choice(axes, by_folds_and_apart):
        by_folds, apart = by_folds_and_apart
        best = np.argmax(by_folds)
        chosen = f"chosen: {by_folds[best]:.3f} by folds, {apart[best]:.2f} apart"
        axes.scatter(by_folds, apart, s=8, label="200 useless models")
        axes.scatter(by_folds[best], apart[best], s=60, label=chosen)
        axes.axhline(0.5, linestyle=":", color="gray", label="chance")
        axes.set_ylim(0.35, 0.85)
        axes.set_xlabel("accuracy by 5 folds of 40 examples")
        axes.set_ylabel("on 400 kept apart")
        axes.legend(fontsize=8, loc="upper left")

    check.beside(
        target=lambda: choose(list(model_selection.KFold(5).split(range(40)))),
        yours=lambda: choose(k_fold_indices(40, 5)),
        draw=draw_choice,
    )


see_choosing_by_folds()


# %% nbgrader={"grade_id": "k_fold_indices_by_hand", "points": 1}
# Visible test, 1 point: seven examples, three folds
@check.test
def k_fold_indices_by_hand():
    check.by_hand(k_fold_indices, not_using="sklearn torch scipy")

    check.call(k_fold_indices, 7, 3).gives(
        (
            (np.array([3, 4, 5, 6]), np.array([0, 1, 2])),
            (np.array([0, 1, 2, 5, 6]), np.array([3, 4])),
            (np.array([0, 1, 2, 3, 4]), np.array([5, 6])),
        )
    )


# %% nbgrader={"grade_id": "k_fold_indices_any_size", "points": 1}
# Hidden test, 1 point: with and without a remainder; as many folds as examples
### BEGIN HIDDEN TESTS
@check.test
def k_fold_indices_any_size():
    for n, k in ((11, 4), (6, 3), (14, 5), (4, 4), (9, 2)):
        expected = tuple(model_selection.KFold(k).split(range(n)))
        check.call(k_fold_indices, n, k).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 8. Is A better than B?
#
# Model A has 86 % right, model B 84 %, on 200 test examples. Better, or lucky? The
# *bootstrap* asks: how much would the difference have moved with another test set like
# this one? Draw a new test set from the old one, n examples **with replacement** (some
# twice, some not at all), and compute the difference of the mean scores; do that
# `draws` times. The interval that holds the middle 95 % of these differences, from
# their quantile 0.025 to their quantile 0.975, is the *percentile interval*. If it
# contains 0, this test set does not tell which model is better. So it is here: if A
# alone is right on 14 of the examples and B alone on 10, the interval is about −3 % to
# +7 %.
#
# The two models have answered **the same** examples, and hard examples are hard for
# both. So both are judged on the same redrawn examples: the draw is *paired*. Two
# essays with the marks (A, B) = (5, 3) and (15, 13): A is 2 better on each, so whatever
# is redrawn, the difference is 2, and the interval is [2, 2]. Redrawn separately, A
# could get the hard essay twice and B the easy one twice: 5 − 13 = −8. That wide
# interval would measure the essays, not the models.
#
# In the pictures compare the red lines too: but for chance they stand at the same
# places.


# %% nbgrader={"grade_id": "compare_models", "solution": true}
def compare_models(
    scores_a: Float[np.ndarray, "n"],
    scores_b: Float[np.ndarray, "n"],
    rng: np.random.Generator,
    draws: int = 2000,
    level: float = 0.95,
) -> tuple[float, float]:
    """Percentile interval of the paired bootstrap for mean(scores_a) - mean(scores_b).

    Parameters
    ----------
    scores_a : the score of model A on each example (say 1 right, 0 wrong)
    scores_b : the score of model B on the same examples, in the same order
    rng : all random numbers come from it
    draws : how many test sets are drawn, each of n examples with replacement
    level : the share of the drawn differences that lies inside; (1 - level) / 2 of them
        lie below, and as many above

    Returns
    -------
    low, high : the ends of the interval, quantiles of the drawn differences A - B

    Source: Efron and Tibshirani 1993, chapter 13.
    Built by hand: not using sklearn, torch, scipy.
    """
    ### BEGIN SOLUTION
    difference = scores_a - scores_b
    n = len(difference)
    means = difference[rng.integers(n, size=(draws, n))].mean(axis=1)
    tail = (1 - level) / 2
    return np.quantile(means, tail), np.quantile(means, 1 - tail)
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_compare_models", "show": true}
def see_compare_models():
    chance = np.random.default_rng(0)
    is_hard = chance.random(200) < 0.3
    right_a = np.where(is_hard, chance.random(200) < 0.5, chance.random(200) < 0.99)
    right_b = np.where(chance.random(200) < 0.05, False, right_a)
    right_a, right_b = right_a.astype(float), right_b.astype(float)
    drawn = chance.integers(200, size=(2, 2000, 200))
    paired = (right_a - right_b)[drawn[0]].mean(axis=1)
    unpaired = right_a[drawn[0]].mean(axis=1) - right_b[drawn[1]].mean(axis=1)

    def draw_interval(axes, interval):
        bins = np.arange(-0.1025, 0.26, 0.005)
        axes.hist(unpaired, bins, alpha=0.4, color="gray", label="redrawn separately")
        axes.hist(paired, bins, alpha=0.6, label="paired")
        for end, interval_name in zip(interval, ("interval", None), strict=True):
            axes.axvline(end, color="C3", label=interval_name)
        axes.axvline(0, linestyle=":", color="black", label="no difference")
        axes.set_xlabel("accuracy of A - accuracy of B")
        axes.set_ylabel("draws")
        axes.legend(fontsize=7, loc="upper right")

    check.beside(
        target=lambda: np.quantile(paired, [0.025, 0.975]),
        yours=lambda: compare_models(right_a, right_b, np.random.default_rng(1)),
        draw=draw_interval,
    )


see_compare_models()


# %% nbgrader={"grade_id": "compare_models_by_hand", "points": 1}
# Visible test, 1 point: A always 2 marks ahead; B right on every second of 20 examples
@check.test
def compare_models_by_hand():
    check.by_hand(compare_models, not_using="sklearn torch scipy")

    marks_b = np.array([1.0, 3.0, 4.0, 6.0, 8.0, 11.0, 14.0, 17.0])
    marks_a = marks_b + 2
    rng = np.random.default_rng(58)
    check.call(compare_models, marks_a, marks_b, rng, 5000).gives([2, 2], atol=0.5)
    check.call(compare_models, marks_b, marks_a, rng, 5000).gives([-2, -2], atol=0.5)

    # B is wrong on c of 20 redrawn examples; by the binomial distribution c is below 8
    # with probability 0.13, and below 9 with 0.25: the quantile 0.2 of c / 20 is 8 / 20
    right_a, right_b = np.ones(20), np.arange(20) % 2.0
    check.call(compare_models, right_a, right_b, rng, 5000, level=0.6).gives(
        [8 / 20, 12 / 20], atol=0.02
    )


# %% nbgrader={"grade_id": "compare_models_interval", "points": 1}
# Hidden test, 1 point: levels 0.95 and 0.8 within five sigma; a lopsided interval
### BEGIN HIDDEN TESTS
@check.test
def compare_models_interval():
    rng = np.random.default_rng(59)
    a = 5 * rng.normal(size=12)
    b = a + 1 - rng.exponential(2, size=12)
    drawn = np.sort((a - b)[rng.integers(12, size=(20_000, 12))].mean(axis=1))

    for level, words in ((0.95, {}), (0.8, {"level": 0.8})):
        tail = (1 - level) / 2
        ends = np.array([tail, 1 - tail])
        expected = np.quantile(drawn, ends)
        # the shares below a drawn quantile, 5 sigma off: both we and the student draw
        off = 5 * np.sqrt(tail * (1 - tail) * (1 / 4000 + 1 / 20_000))
        around = np.quantile(drawn, [ends - off, ends + off])
        margin = np.abs(around - expected).max()
        check.call(compare_models, a, b, rng, draws=4000, **words).gives(
            expected, rtol=0, atol=margin
        )

    # one example of 20 decides; drawn c times, c binomial: P(c < 1) = 0.36,
    # P(c < 3) = 0.92 and P(c < 4) = 0.98, so the quantiles 0.05 and 0.95 are 0 and 3
    only_a, nobody = np.eye(20)[7], np.zeros(20)
    check.call(compare_models, only_a, nobody, rng, level=0.9).gives(
        [0, 3 / 20], rtol=0, atol=0.01
    )


### END HIDDEN TESTS

# %% [markdown]
# ## What to take along
#
# * Say which question matters (are the found ones right? are all found?), then choose
#   the metric, and choose it before you see results. Accuracy alone hides rare classes.
# * Macro counts classes, micro counts examples; say which one you report.
# * AUC and AP judge an order; they say nothing about one threshold, nor whether 0.9
#   means 90 %.
# * A difference without an interval is an anecdote.
#
# **To discuss.** A screening test for a rare illness and a spam filter: which of
# precision, recall and specificity would you fix first, and at what value?
#
# ## Sources
#
# * T. Fawcett, *An introduction to ROC analysis*, Pattern Recognition Letters 27, 2006.
# * J. A. Hanley, B. J. McNeil, *The meaning and use of the area under a receiver
#   operating characteristic (ROC) curve*, Radiology 143, 1982.
# * J. Davis, M. Goadrich, *The relationship between precision-recall and ROC curves*,
#   ICML 2006.
# * J. Opitz, S. Burst, *Macro F1 and macro F1*, arXiv:1911.03347, 2019.
# * G. C. Cawley, N. L. C. Talbot, *On over-fitting in model selection and subsequent
#   selection bias in performance evaluation*, JMLR 11, 2010.
# * B. Efron, R. J. Tibshirani, *An Introduction to the Bootstrap*, Chapman and Hall,
#   1993.
# * The breast cancer data (W. H. Wolberg, W. N. Street, O. L. Mangasarian, 1995) come
#   with scikit-learn, whose user guide, section "Metrics and scoring", tells more.

# %% nbgrader={"grade_id": "see_summary", "show": true}
check.summary()
