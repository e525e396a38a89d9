"""Known right and wrong answers to the exercises of 05-metrics.

A right answer earns every point of its exercise. A wrong one is named by its mistake,
loses exactly the tests it says, and has the sentence that a student is shown whose
answer gives the same (none where no sentence would help).
"""

import numpy as np

from autograder.authoring.bank import exercise

# ------------------------------------------------------------------- confusion_matrix
confusion = exercise("confusion_matrix")


@confusion.right("one number for each pair, counted")
def _():
    def confusion_matrix(labels, predictions, classes):
        pairs = np.bincount(labels * classes + predictions, minlength=classes**2)
        return pairs.reshape(classes, classes)


@confusion.right("product of one-hot matrices")
def _():
    def confusion_matrix(labels, predictions, classes):
        one_hot = np.eye(classes)
        return one_hot[labels].T @ one_hot[predictions]


@confusion.right("in plain loops")
def _():
    def confusion_matrix(labels, predictions, classes):
        matrix = [[0] * classes for _ in range(classes)]
        for i, j in zip(labels, predictions, strict=True):
            matrix[i][j] += 1
        return matrix


confusion.wrong(
    "transposed-matrix",
    "rows are the true classes, columns the predicted ones",
    loses="confusion_matrix_by_hand confusion_matrix_all_classes",
    edit=("(labels, predictions), 1", "(predictions, labels), 1"),
)
confusion.wrong(
    "repeats-lost",
    "count a pair as often as it occurs; `a[i, j] += 1` counts repeats once",
    loses="confusion_matrix_by_hand confusion_matrix_all_classes",
    edit=(
        "np.add.at(matrix, (labels, predictions), 1)",
        "matrix[labels, predictions] += 1",
    ),
)
confusion.wrong(
    "only-classes-seen",
    "a class that does not occur has its row and column too",
    loses="confusion_matrix_all_classes",
    edit=(
        "    matrix = np.zeros",
        "    classes = max([*labels, *predictions], default=0) + 1\n"
        "    matrix = np.zeros",
    ),
)
confusion.wrong(
    "shares-not-counts",
    "the entries are counts, not shares",
    loses="confusion_matrix_by_hand confusion_matrix_all_classes",
    edit=(
        "return matrix",
        "return matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)",
    ),
)
confusion.wrong(
    "shares-not-counts",
    loses="confusion_matrix_by_hand confusion_matrix_all_classes",
    edit=("return matrix", "return matrix / max(len(labels), 1)"),
)
confusion.wrong(
    "only-the-errors",
    "the right answers are counted too: they stand on the diagonal",
    loses="confusion_matrix_by_hand confusion_matrix_all_classes",
    edit=("return matrix", "return matrix - np.diag(np.diag(matrix))"),
)
confusion.wrong(
    "calls sklearn",
    loses="confusion_matrix_by_hand",
    edit=(
        "    matrix = np.zeros",
        "    return metrics.confusion_matrix(\n"
        "        labels, predictions, labels=range(classes)\n"
        "    ) if len(labels) else np.zeros((classes, classes))\n"
        "    matrix = np.zeros",
    ),
)

# ------------------------------------------------------- precision_recall_specificity
shares = exercise("precision_recall_specificity")
ALL_SHARES = (
    "precision_recall_specificity_by_hand shares_of_nothing one_class_against_the_rest"
)


@shares.right("from the four counts")
def _():
    def precision_recall_specificity(labels, predictions, zero_division=0.0):
        tp = np.sum((labels == 1) & (predictions == 1))
        fp = np.sum((labels != 1) & (predictions == 1))
        fn = np.sum((labels == 1) & (predictions != 1))
        tn = len(labels) - tp - fp - fn
        pairs = [(tp, fp), (tp, fn), (tn, fp)]
        return [a / (a + b) if a + b > 0 else zero_division for a, b in pairs]


@shares.right("means of what was selected")
def _():
    def precision_recall_specificity(labels, predictions, zero_division=0.0):
        right = labels == 1
        called = predictions == 1
        picked = [right[called], called[right], ~called[~right]]
        return np.array([p.mean() if p.size else zero_division for p in picked])


@shares.right("in plain loops")
def _():
    def precision_recall_specificity(labels, predictions, zero_division=0.0):
        count = {(a, b): 0 for a in (True, False) for b in (True, False)}
        for label, prediction in zip(labels, predictions, strict=True):
            count[bool(label == 1), bool(prediction == 1)] += 1

        def ratio(good, bad):
            try:
                return good / (good + bad)
            except ZeroDivisionError:
                return zero_division

        return (
            ratio(count[True, True], count[False, True]),
            ratio(count[True, True], count[True, False]),
            ratio(count[False, False], count[False, True]),
        )


shares.wrong(
    "recall-of-negatives",
    "recall is the share of the positives found; of the negatives: specificity",
    loses=ALL_SHARES,
    edit=("share(called, positive)\n", "share(~called, ~positive)\n"),
)
shares.wrong(
    "swapped-precision-recall",
    "precision is a share of those called positive, recall of those positive",
    loses=ALL_SHARES,
    edit=("precision, recall = share", "recall, precision = share"),
)
shares.wrong(
    "npv-for-specificity",
    "specificity is a share of the negatives, not of those called negative",
    loses=ALL_SHARES,
    edit=("share(~called, ~positive)", "share(~positive, ~called)"),
)
shares.wrong(
    "accuracy-for-precision",
    "precision looks only at those called positive; yours is the accuracy",
    loses=ALL_SHARES,
    edit=(
        "return precision, recall,",
        "return np.mean(positive == called), recall,",
    ),
)
shares.wrong(
    "fpr-for-specificity",
    "specificity is TN / (TN + FP); yours is FP / (TN + FP)",
    loses=ALL_SHARES,
    edit=("share(~called, ~positive)", "share(called, ~positive)"),
)
shares.wrong(
    "false-discovery-for-specificity",
    "specificity is a share of the negatives; yours is 1 - precision",
    loses=ALL_SHARES,
    edit=("share(~called, ~positive)", "1 - precision"),
)
shares.wrong(
    "specificity-second",
    "the order is precision, recall, specificity",
    loses=ALL_SHARES,
    edit=(
        "return precision, recall, share(~called, ~positive)",
        "return precision, share(~called, ~positive), recall",
    ),
)
shares.wrong(
    "undefined-is-nan",
    "a share of nothing (0/0) is `zero_division`, not nan",
    loses="shares_of_nothing",
    edit=(" if np.any(of) else zero_division", ""),
)
shares.wrong(
    "always-zero",
    "a share of nothing is the argument `zero_division`, not always 0",
    loses="shares_of_nothing",
    edit=("else zero_division", "else 0.0"),
)
shares.wrong(
    "negative-is-zero",
    "every label but 1 is negative, not 0 only",
    loses="one_class_against_the_rest",
    edit=(
        "share(~called, ~positive)",
        "share(predictions == 0, labels == 0)",
    ),
)
shares.wrong(
    "truthy-is-positive",
    "only label 1 is positive, not every label but 0",
    loses="one_class_against_the_rest",
    edit=("labels == 1, predictions == 1", "labels != 0, predictions != 0"),
)

# --------------------------------------------------------------------------------- f1
f_one = exercise("f1")


@f_one.right("harmonic mean, from the confusion matrix")
def _():
    def f1(labels, predictions, average="binary", zero_division=0.0):
        if average == "binary":
            labels, predictions = labels == 1, predictions == 1
        names, codes = np.unique([labels, predictions], return_inverse=True)
        counts = np.zeros((len(names), len(names)))
        np.add.at(counts, tuple(codes.reshape(2, -1)), 1)
        tp, called, true = np.diag(counts), counts.sum(axis=0), counts.sum(axis=1)
        if average == "micro":
            return tp.sum() / counts.sum()
        with np.errstate(all="ignore"):
            precision = np.nan_to_num(tp / called)
            recall = np.nan_to_num(tp / true)
            each = np.nan_to_num(2 * precision * recall / (precision + recall))
        if average == "macro":
            return each.mean()
        return each[list(names).index(True)] if True in names else zero_division


@f_one.right("in plain loops")
def _():
    def f1(labels, predictions, average="binary", zero_division=0.0):
        pairs = list(zip(labels.tolist(), predictions.tolist(), strict=True))
        classes = {1} if average == "binary" else {c for pair in pairs for c in pair}
        halves = []
        for c in classes:
            tp = errors = 0
            for label, prediction in pairs:
                tp += label == c == prediction
                errors += (label == c) + (prediction == c) == 1
            halves.append((2 * tp, errors))
        if average == "micro":
            halves = [tuple(map(sum, zip(*halves, strict=True)))]
        each = [a / (a + b) if a + b else zero_division for a, b in halves]
        return sum(each) / len(each)


f_one.wrong(
    "f1-of-means",
    "macro is the mean of the classes' F1, not the F1 of mean precision and recall",
    loses="f1_by_hand f1_many_classes",
    edit=(
        "    if not np.any(",
        '    if average == "macro":\n'
        "        called = [max(np.sum(predictions == c), 1) for c in classes]\n"
        "        true = [max(np.sum(labels == c), 1) for c in classes]\n"
        "        p, r = np.mean(tp / called), np.mean(tp / true)\n"
        "        return 2 * p * r / (p + r)\n"
        "    if not np.any(",
    ),
)
f_one.wrong(
    "zero-division-nan",
    "nothing to find and nothing called: return `zero_division`, not nan",
    loses="f1_zero_division",
    edit=("        return zero_division\n", "        pass\n"),
)
f_one.wrong(
    "zero-division-for-zero",
    "with TP = 0 and errors F1 is 0; `zero_division` is for 0/0 only",
    loses="f1_zero_division",
    edit=("np.any(tp + errors)", "np.any(tp)"),
)
f_one.wrong(
    "binary-is-class-0",
    '"binary" is the F1 of class 1, not of class 0',
    loses="f1_by_hand f1_zero_division f1_many_classes",
    edit=("[1] if average", "[0] if average"),
)
f_one.wrong(
    "classes-from-labels",
    "a class that occurs in the predictions only counts too",
    loses="f1_many_classes",
    edit=("np.union1d(labels, predictions)", "np.unique(labels)"),
)
f_one.wrong(
    "classes-from-zero",
    "the classes are the values that occur, not 0, 1, 2 and so on",
    loses="f1_many_classes",
    edit=(
        "np.union1d(labels, predictions)",
        "np.arange(max(labels.max(), predictions.max()) + 1)",
    ),
)
f_one.wrong(
    "micro-is-weighted",
    "micro adds up the counts; it is no mean weighted by the size of the classes",
    loses="f1_by_hand f1_many_classes",
    edit=(
        "        tp, errors = tp.sum(), errors.sum()\n",
        "        sizes = np.array([np.sum(labels == c) for c in classes])\n"
        "        return np.average(2 * tp / (2 * tp + errors), weights=sizes)\n",
    ),
)
f_one.wrong(
    "factor-two-lost",
    "TP counts twice: 2 TP / (2 TP + FP + FN)",
    loses="f1_by_hand f1_zero_division f1_many_classes",
    edit=("2 * tp / (2 * tp + errors)", "tp / (tp + errors)"),
)
f_one.wrong(
    "arithmetic-mean",
    "F1 is the harmonic mean of precision and recall, not their half sum",
    loses="f1_by_hand f1_zero_division f1_many_classes",
    edit=(
        "    return np.mean(2 * tp / (2 * tp + errors))",
        "    if average != 'micro':\n"
        "        called = [max(np.sum(predictions == c), 1) for c in classes]\n"
        "        true = [max(np.sum(labels == c), 1) for c in classes]\n"
        "        return np.mean(tp / called + tp / true) / 2\n"
        "    return np.mean(2 * tp / (2 * tp + errors))",
    ),
)

f_one.equivalent("swap-arguments-2a8664", because="a union has no order")

# -------------------------------------------------------------------------- roc_curve
roc = exercise("roc_curve")
ALL_ROC = "roc_curve_by_hand roc_curve_equal_scores roc_curve_every_point"


@roc.right("sorted, with running sums")
def _():
    def roc_curve(labels, scores):
        order = np.argsort(-scores, kind="stable")
        falling, sorted_labels = scores[order], labels[order]
        last = np.append(np.flatnonzero(np.diff(falling)), len(scores) - 1)
        tp = np.cumsum(sorted_labels)[last]
        fp = 1 + last - tp
        return (
            np.concatenate([[0.0], fp / fp[-1]]),
            np.concatenate([[0.0], tp / tp[-1]]),
            np.concatenate([[np.inf], falling[last]]),
        )


@roc.right("in plain loops")
def _():
    def roc_curve(labels, scores):
        thresholds = [float("inf"), *sorted(set(scores.tolist()), reverse=True)]
        fpr, tpr = [], []
        for threshold in thresholds:
            hits = alarms = positives = 0
            for label, score in zip(labels.tolist(), scores.tolist(), strict=True):
                positives += label
                if score >= threshold:
                    hits += label
                    alarms += 1 - label
            fpr.append(alarms / (len(labels) - positives))
            tpr.append(hits / positives)
        return fpr, tpr, thresholds


roc.wrong(
    "missing-origin",
    "the curve starts at (0, 0), with the threshold +inf",
    loses=ALL_ROC,
    edit=("np.append(np.inf, np.unique(scores)[::-1])", "np.unique(scores)[::-1]"),
)
roc.wrong(
    "starts-above-largest",
    "the first threshold is +inf, not the largest score + 1",
    loses=ALL_ROC,
    edit=("np.append(np.inf, ", "np.append(scores.max() + 1, "),
)
roc.wrong(
    "strictly-greater",
    "a score equal to the threshold is called positive: use >=",
    loses=ALL_ROC,
    edit=("scores >= thresholds", "scores > thresholds"),
)
roc.wrong(
    "rates-of-all",
    "FPR is a share of the negatives, TPR of the positives, not of all examples",
    loses=ALL_ROC,
    edit=(
        "    fpr = called[:, labels == 0].mean(axis=1)\n"
        "    tpr = called[:, labels == 1].mean(axis=1)\n",
        "    fpr = (called & (labels == 0)).mean(axis=1)\n"
        "    tpr = (called & (labels == 1)).mean(axis=1)\n",
    ),
)
roc.wrong(
    "rising-thresholds",
    "thresholds fall, so that the curve runs from (0, 0) to (1, 1)",
    loses=ALL_ROC,
    edit=(
        "np.append(np.inf, np.unique(scores)[::-1])",
        "np.append(np.unique(scores), np.inf)",
    ),
)
roc.wrong(
    "swapped-axes",
    "the false positive rate comes first, then the true positive rate",
    loses=ALL_ROC,
    edit=("return fpr, tpr, thresholds", "return tpr, fpr, thresholds"),
)
roc.wrong(
    "point-per-example",
    "equal scores cross the threshold together: one point for each distinct score",
    loses="roc_curve_by_hand roc_curve_equal_scores",
    edit=("np.unique(scores)[::-1]", "np.sort(scores)[::-1]"),
)
roc.wrong(
    "ties-of-two-only",
    "three equal scores make one point too, not only two",
    loses="roc_curve_equal_scores",
    edit=(
        "    thresholds = np.append(np.inf, np.unique(scores)[::-1])\n",
        "    falling, kept, i = np.sort(scores)[::-1], [np.inf], 0\n"
        "    while i < len(falling):\n"
        "        kept.append(falling[i])\n"
        "        i += 2 if falling[i] in falling[i + 1 : i + 2] else 1\n"
        "    thresholds = np.array(kept)\n",
    ),
)
roc.wrong(
    "evenly-spaced-thresholds",
    "the thresholds are +inf and the scores that occur, not evenly spaced numbers",
    loses=ALL_ROC,
    edit=("np.append(np.inf, np.unique(scores)[::-1])", "np.linspace(1, 0, 11)"),
)
roc.wrong(
    "drops-points",
    "every distinct score keeps its point, also on a straight line",
    loses="roc_curve_every_point",
    edit=(
        "    return fpr, tpr, thresholds",
        "    keep = np.ones(len(fpr), dtype=bool)\n"
        "    keep[1:-1] = (np.diff(fpr, 2) != 0) | (np.diff(tpr, 2) != 0)\n"
        "    return fpr[keep], tpr[keep], thresholds[keep]",
    ),
)

# ---------------------------------------------------------------------------- roc_auc
auc = exercise("roc_auc")
ALL_AUC = "roc_auc_by_hand roc_auc_any_scores roc_auc_one_class"
PAIRS = (
    "    ahead = positive[:, None] - negative\n"
    "    return np.mean((ahead > 0) + 0.5 * (ahead == 0))"
)


@auc.right("by ranks")
def _():
    def roc_auc(labels, scores):
        positives = int(np.sum(labels == 1))
        negatives = len(labels) - positives
        if not positives or not negatives:
            raise ValueError
        _, group, counts = np.unique(scores, return_inverse=True, return_counts=True)
        ranks = np.cumsum(counts) - (counts - 1) / 2
        total = ranks[group][labels == 1].sum()
        return (total - positives * (positives + 1) / 2) / (positives * negatives)


@auc.right("trapezoids below the curve")
def _():
    def roc_auc(labels, scores):
        if len(np.unique(labels)) < 2:
            raise ValueError("one class only")
        levels = np.unique(scores)[::-1]
        tpr = [0.0] + [np.mean(scores[labels == 1] >= level) for level in levels]
        fpr = [0.0] + [np.mean(scores[labels == 0] >= level) for level in levels]
        return np.sum(np.diff(fpr) * (np.array(tpr[1:]) + tpr[:-1])) / 2


@auc.right("in plain loops")
def _():
    def roc_auc(labels, scores):
        won = pairs = 0
        for label, score in zip(labels.tolist(), scores.tolist(), strict=True):
            for other, lower in zip(labels.tolist(), scores.tolist(), strict=True):
                if label == 1 and other == 0:
                    pairs += 1
                    won += 1 if score > lower else 0.5 if score == lower else 0
        if pairs == 0:
            raise ValueError("no pair")
        return won / pairs


auc.wrong(
    "ties-in-order",
    "equal scores cross together: such a pair counts half, however they are sorted",
    loses="roc_auc_by_hand roc_auc_any_scores",
    edit=(
        PAIRS,
        '    order = np.argsort(-scores, kind="stable")\n'
        "    behind = np.cumsum(labels[order][::-1] == 0)[::-1]\n"
        "    pairs = len(positive) * len(negative)\n"
        "    return np.sum(behind[labels[order] == 1]) / pairs",
    ),
)
auc.wrong(
    "grid-0-1",
    "scores need not lie in 0 to 1: take the scores themselves as thresholds",
    loses="roc_auc_any_scores",
    edit=(
        PAIRS,
        "    grid = np.append(np.linspace(0, 1, 101), np.inf)[::-1, None]\n"
        "    tpr = np.append((positive >= grid).mean(axis=1), 1)\n"
        "    fpr = np.append((negative >= grid).mean(axis=1), 1)\n"
        "    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1])) / 2",
    ),
)
auc.wrong(
    "max-auc",
    "below 0.5 the order is wrong: report that, do not turn it round",
    loses="roc_auc_by_hand roc_auc_any_scores",
    edit=(
        PAIRS,
        PAIRS.replace("return np.mean", "area = np.mean")
        + "\n    return max(area, 1 - area)",
    ),
)
auc.wrong(
    "negatives-ahead",
    "count the pairs in which the positive one has the higher score",
    loses=ALL_AUC,
    edit=("positive[:, None] - negative", "negative - positive[:, None]"),
)
auc.wrong(
    "divided-by-examples",
    "divide by the number of pairs, not of examples",
    loses=ALL_AUC,
    edit=(
        "np.mean((ahead > 0) + 0.5 * (ahead == 0))",
        "np.sum((ahead > 0) + 0.5 * (ahead == 0)) / len(labels)",
    ),
)
auc.wrong(
    "ties-count-whole",
    "a pair with equal scores counts half, not as won",
    loses="roc_auc_by_hand roc_auc_any_scores",
    edit=("0.5 * (ahead == 0)", "(ahead == 0)"),
)
auc.wrong(
    "ties-count-nothing",
    "a pair with equal scores counts half, not as lost",
    loses="roc_auc_by_hand roc_auc_any_scores",
    edit=(" + 0.5 * (ahead == 0)", ""),
)
auc.wrong(
    "rounded-scores",
    "scores that are near each other are still different: do not round them",
    loses="roc_auc_any_scores",
    edit=(
        "    positive, negative = scores",
        "    scores = np.round(scores, 3)\n    positive, negative = scores",
    ),
)
auc.wrong(
    "one-class-chance",
    "with one class there is no pair, so no AUC, not even 0.5: raise ValueError",
    loses="roc_auc_one_class",
    edit=('raise ValueError("AUC needs both classes")', "return 0.5"),
)

# ------------------------------------------------------------------ average_precision
ap = exercise("average_precision")
ALL_AP = "average_precision_by_hand average_precision_equal_scores"
STEPS = "np.sum(np.diff(recall, prepend=0) * precision)"


@ap.right("sorted, with running sums")
def _():
    def average_precision(labels, scores):
        order = np.argsort(scores)[::-1]
        hits = np.cumsum(labels[order])
        last = np.append(scores[order][1:] != scores[order][:-1], True)
        precision = (hits / np.arange(1, len(hits) + 1))[last]
        return precision @ np.diff(hits[last] / hits[-1], prepend=0.0)


@ap.right("in plain loops: the precision at each positive")
def _():
    def average_precision(labels, scores):
        pairs = list(zip(labels.tolist(), scores.tolist(), strict=True))
        total = positives = 0
        for label, threshold in pairs:
            if label == 1:
                called = [other for other, score in pairs if score >= threshold]
                total += sum(called) / len(called)
                positives += 1
        return total / positives


ap.wrong(
    "trapezoid-pr",
    "sum the steps, (rise of the recall) x precision; no straight lines between",
    loses=ALL_AP,
    edit=(
        f"return {STEPS}",
        "before = np.append(1, precision[:-1])\n"
        "    return np.sum(np.diff(recall, prepend=0) * (before + precision) / 2)",
    ),
)
ap.wrong(
    "trapezoid-pr",
    loses=ALL_AP,
    edit=(STEPS, "np.trapezoid(precision, recall)"),
)
ap.wrong(
    "lowest-threshold-first",
    "go from the highest threshold down, so that the recall rises",
    loses=ALL_AP,
    edit=("np.unique(scores)[::-1, None]", "np.unique(scores)[:, None]"),
)
ap.wrong(
    "grid-0-1",
    "scores need not lie in 0 to 1: take the scores themselves as thresholds",
    loses="average_precision_equal_scores",
    edit=(
        "    called = scores >= np.unique(scores)[::-1, None]\n",
        "    called = scores >= np.linspace(1, 0, 1001)[:, None]\n"
        "    called = called[called.any(axis=1)]\n",
    ),
)
ap.wrong(
    "mean-of-all-ranks",
    "weight each precision by the rise of the recall; where it stays, nothing counts",
    loses=ALL_AP,
    edit=(STEPS, "np.mean(precision)"),
)
ap.wrong(
    "lowest-first",
    "begin at the highest score: positive means score >= threshold",
    loses=ALL_AP,
    edit=(
        "scores >= np.unique(scores)[::-1, None]",
        "scores <= np.unique(scores)[:, None]",
    ),
)
ap.wrong(
    "recall-of-all",
    "recall is a share of the positives, not of all examples",
    loses=ALL_AP,
    edit=("found / np.sum(labels)", "found / len(labels)"),
)
ap.wrong(
    "first-step-lost",
    "the recall rises from 0: the first threshold counts too",
    loses=ALL_AP,
    edit=(STEPS, "np.sum(np.diff(recall) * precision[1:])"),
)
ap.wrong(
    "tied-scores-apart",
    "equal scores cross the threshold together, whatever their order",
    loses=ALL_AP,
    edit=(
        "    called = scores >= np.unique(scores)[::-1, None]\n",
        '    order = np.argsort(-scores, kind="stable")\n'
        "    labels = labels[order]\n"
        "    called = np.tri(len(labels), dtype=bool)\n",
    ),
)

# --------------------------------------------------------------------- k_fold_indices
folds = exercise("k_fold_indices")
ALL_FOLDS = "k_fold_indices_by_hand k_fold_indices_any_size"


@folds.right("array_split")
def _():
    def k_fold_indices(n, k):
        parts = np.array_split(np.arange(n), k)
        return [
            (np.concatenate(parts[:i] + parts[i + 1 :]), part)
            for i, part in enumerate(parts)
        ]


@folds.right("in plain loops, as lists")
def _():
    def k_fold_indices(n, k):
        sizes = [n // k] * k
        for i in range(n % k):
            sizes[i] += 1
        result = []
        for i in range(k):
            first = sum(sizes[:i])
            test = [j for j in range(n) if first <= j < first + sizes[i]]
            result.append(([j for j in range(n) if j not in test], test))
        return result


folds.wrong(
    "folds-overlap",
    "each fold starts where the last one ended, so that no two overlap",
    loses=ALL_FOLDS,
    edit=(
        "        stop = start + n // k",
        "        start = fold * (n // k)\n        stop = start + n // k",
    ),
)
folds.wrong(
    "folds-lose-remainder",
    "every example is tested once; the first n % k folds have one more",
    loses=ALL_FOLDS,
    edit=(" + (fold < n % k)", ""),
)
folds.wrong(
    "trains-on-test",
    "a fold trains on all the others, never on what it tests",
    loses=ALL_FOLDS,
    edit=("np.delete(np.arange(n), test)", "np.arange(n)"),
)
folds.wrong(
    "everything-in-both",
    "each fold tests on its own part only and trains on the rest",
    loses=ALL_FOLDS,
    edit=(
        "(np.delete(np.arange(n), test), test)",
        "(np.arange(n), np.arange(n))",
    ),
)
folds.wrong(
    "rounded-up",
    "only the first n % k folds have n // k + 1 examples; the others have n // k",
    loses=ALL_FOLDS,
    edit=(
        "stop = start + n // k + (fold < n % k)",
        "stop = min(start + n // k + 1, n)",
    ),
)
folds.wrong(
    "test-first",
    "a pair is (train, test), in this order",
    loses=ALL_FOLDS,
    edit=(
        "(np.delete(np.arange(n), test), test)",
        "(test, np.delete(np.arange(n), test))",
    ),
)
folds.wrong(
    "every-kth",
    "a fold is contiguous, not every k-th example",
    loses=ALL_FOLDS,
    edit=("np.arange(start, stop)", "np.arange(fold, n, k)"),
)
folds.wrong(
    "remainder-in-last",
    "the first n % k folds have one more each, not the last fold all",
    loses=ALL_FOLDS,
    edit=("(fold < n % k)", "(fold == k - 1) * (n % k)"),
)
folds.wrong(
    "remainder-in-first",
    "the first n % k folds have one more each, not the first fold all",
    loses="k_fold_indices_any_size",
    edit=("(fold < n % k)", "(fold == 0) * (n % k)"),
)

# --------------------------------------------------------------------- compare_models
compare = exercise("compare_models")
ALL_COMPARE = "compare_models_by_hand compare_models_interval"
DRAW = "means = difference[rng.integers(n, size=(draws, n))].mean(axis=1)"


@compare.right("counts of each example, and the sorted differences")
def _():
    def compare_models(scores_a, scores_b, rng, draws=2000, level=0.95):
        n = len(scores_a)
        counts = rng.multinomial(n, np.full(n, 1 / n), size=draws)
        means = np.sort(counts @ scores_a / n - counts @ scores_b / n)
        outside = int(draws * (1 - level) / 2)
        return means[[outside, -1 - outside]]


@compare.right("in plain loops")
def _():
    def compare_models(scores_a, scores_b, rng, draws=2000, level=0.95):
        n, differences = len(scores_a), []
        for _ in range(draws):
            picked = rng.choice(n, n)
            total = 0.0
            for i in picked:
                total += scores_a[i] - scores_b[i]
            differences.append(total / n)
        return np.percentile(differences, [50 * (1 - level), 50 * (1 + level)])


compare.wrong(
    "unpaired",
    "redraw the examples once for both: the models answered the same ones",
    loses=ALL_COMPARE,
    edit=(
        DRAW,
        "means = scores_a[rng.integers(n, size=(draws, n))].mean(axis=1)\n"
        "    means = means - scores_b[rng.integers(n, size=(draws, n))].mean(axis=1)",
    ),
)
compare.wrong(
    "b-minus-a",
    "the difference is A - B: positive where A is better",
    loses=ALL_COMPARE,
    edit=("scores_a - scores_b", "scores_b - scores_a"),
)
compare.wrong(
    "size-of-difference",
    "keep the sign of the difference: an interval below 0 means B is better",
    loses=ALL_COMPARE,
    edit=("scores_a - scores_b", "np.abs(scores_a - scores_b)"),
)
compare.wrong(
    "draws-all-equal",
    "the draws must differ: n examples with replacement, one mean for each draw",
    loses=ALL_COMPARE,
    edit=(
        "rng.integers(n, size=(draws, n))",
        "[rng.permutation(n) for _ in range(draws)]",
    ),
)
compare.wrong(
    "draws-all-equal",
    loses=ALL_COMPARE,
    edit=(".mean(axis=1)", ".mean()"),
)
compare.wrong(
    "percents-for-shares",
    "np.percentile takes percents (2.5), np.quantile takes shares (0.025)",
    loses=ALL_COMPARE,
    edit=(
        "np.quantile(means, tail), np.quantile(means, 1 - tail)",
        "np.percentile(means, tail), np.percentile(means, 1 - tail)",
    ),
)
compare.wrong(
    "all-in-one-tail",
    "half of 1 - level lies below the interval, half above",
    loses=ALL_COMPARE,
    edit=("tail = (1 - level) / 2", "tail = 1 - level"),
)
compare.wrong(
    "level-ignored",
    "use the argument `level`, not always 0.95",
    loses=ALL_COMPARE,
    edit=("tail = (1 - level) / 2", "tail = 0.025"),
)
compare.wrong(
    "single-differences",
    "take quantiles of the drawn means, not of single examples",
    loses=ALL_COMPARE,
    edit=(DRAW, "means = difference[rng.integers(n, size=draws)]"),
)
compare.wrong(
    "mirrored",
    "the percentile interval takes the quantiles as they are; do not mirror them",
    loses="compare_models_interval",
    edit=(
        "    return np.quantile(means, tail), np.quantile(means, 1 - tail)",
        "    ends = np.quantile(means, [1 - tail, tail])\n"
        "    return 2 * np.mean(difference) - ends",
    ),
)
compare.wrong(
    "evenly-around-the-mean",
    "take the two quantiles; the interval need not lie evenly around the mean",
    loses="compare_models_interval",
    edit=(
        "    return np.quantile(means, tail), np.quantile(means, 1 - tail)",
        "    middle = np.mean(difference)\n"
        "    half = np.quantile(np.abs(means - middle), level)\n"
        "    return middle - half, middle + half",
    ),
)
