# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Regularization
#
# A large network can learn its training examples by heart: its loss on them falls to
# almost nothing, and on new examples it gets worse and worse. This is *overfitting*.
# *Regularization* is everything that helps against it.
#
# Below, a small network truly overfits. You first build the diagnosis, and then one
# cure after the other: two penalties on the weights, weight decay, dropout, early
# stopping, and the average of several networks. After each of them you watch what your
# code does to that network.
#
# It takes 60 to 80 minutes; the pictures train about 40 networks and take about 10
# seconds in all. Everything is built by hand with numpy: an answer that uses `torch` or
# `check` (the autograder) loses the visible point of its exercise, and only that. No
# exercise needs your answer to another one. You may call your earlier functions; then
# their mistakes cost points here too.
#
# In a signature, `Float[np.ndarray, "N C"]` is an array of floats with N rows and C
# columns; equal letters mean equal lengths. `"*shape"` is any shape of one axis or
# more. A result may have any float dtype, and numpy's numbers are as good as Python's.

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch
from jaxtyping import Bool, Float

from autograder import check

# %% [markdown]
# ## The goal
#
# Left: a network of two hidden layers has learnt 40 points of two moons by heart, with
# borders bent around single points. Middle: its loss on those 40 points, and its loss
# on 400 new ones; the distance between the two curves is the *gap*. Right: the same
# network with the same 40 points, but with one of your cures. (The loss is the binary
# cross-entropy; 0.69 is guessing.)

# %% nbgrader={"grade_id": "see_the_goal", "show": true}
torch.set_num_threads(1)  # on a busy machine several threads wait for each other


def moons(generator, n):
    """Two noisy moons: points with a third column of ones (the bias), labels 0, 1."""
    angle = np.linspace(0, np.pi, n // 2)
    first = np.stack([np.cos(angle), np.sin(angle)], 1)
    points = np.concatenate([first, [1.0, 0.5] - first])
    points += generator.normal(scale=0.3, size=points.shape)
    return np.column_stack([points, np.ones(n)]), np.repeat([0.0, 1.0], n // 2)


NEW_POINTS = moons(np.random.default_rng(100), 400)


def logits_of(weights, x):
    h = x
    for w in weights[:-1]:
        h = np.maximum(h @ w, 0)
    return (h @ weights[-1])[..., 0]


def loss_of(weights, points):
    """The binary cross-entropy on points (x, y)."""
    z = logits_of(weights, points[0])
    return np.mean(np.logaddexp(0, z) - points[1] * z)


def rmsprop(w, gradient, average, lr=0.003):
    average = 0.99 * average + 0.01 * gradient**2
    return w - lr * gradient / (np.sqrt(average) + 1e-8), average


def train_network(
    widths=(32, 32),
    n=40,
    data=0,
    seed=1,
    steps=1000,
    penalty=None,
    step=rmsprop,
    drop=None,
    stops=None,
):
    """Weights, and rows (step, loss, loss on new points) of every tenth step.

    penalty(w) -> value, gradient;  step(w, gradient, average) -> w, average;
    drop: h -> h, kept and gradient, kept -> gradient;  stops(loss, weights) -> bool
    """
    x, y = moons(np.random.default_rng(data), n)
    generator, sizes = np.random.default_rng(seed), (3, *widths, 1)
    shapes = list(zip(sizes, sizes[1:], strict=False))
    weights = [generator.normal(scale=np.sqrt(2 / a), size=(a, b)) for a, b in shapes]
    averages, rows = [np.zeros(shape) for shape in shapes], []
    for t in range(steps + 1):
        if t % 10 == 0:
            rows.append((t, loss_of(weights, (x, y)), loss_of(weights, NEW_POINTS)))
            if stops and stops(rows[-1][2], weights):
                break
        if t == steps:
            break
        inputs, on, kept = [x], [], []
        for w in weights[:-1]:
            h = np.maximum(inputs[-1] @ w, 0)
            on.append(h > 0)
            if drop:
                h, mask = drop[0](h)
                kept.append(mask)
            inputs.append(h)
        z = (inputs[-1] @ weights[-1])[:, 0]
        grad = ((0.5 + 0.5 * np.tanh(z / 2) - y) / n)[:, None]
        for i in reversed(range(len(weights))):
            gradient, grad = inputs[i].T @ grad, grad @ weights[i].T
            if i and drop:
                grad = drop[1](grad, kept[i - 1])
            grad = grad * on[i - 1] if i else grad
            if penalty:
                gradient = gradient + penalty(weights[i])[1]
            weights[i], averages[i] = step(weights[i], gradient, averages[i])
    return weights, np.array(rows)


def penalty_by_torch(norm):
    def penalty(w):
        at = torch.tensor(w, requires_grad=True)
        value = norm(at)
        return value.item(), torch.autograd.grad(value, at)[0].numpy()

    return penalty


def draw_boundary(axes, weights):
    """The plane coloured by the network's answer, with the 40 training points."""
    across, up = np.meshgrid(np.linspace(-1.8, 2.8, 120), np.linspace(-1.5, 2.0, 80))
    z = logits_of(weights, np.stack([across, up, np.ones_like(up)], -1))
    if np.isfinite(z).all():
        share = 0.5 + 0.5 * np.tanh(z / 2)
        axes.contourf(
            across, up, share, np.linspace(0, 1, 11), cmap="RdBu_r", alpha=0.6
        )
        if share.min() < 0.5 < share.max():
            axes.contour(across, up, share, [0.5], colors="black")
    else:
        axes.text(0.5, 0, "the output is not finite", ha="center")
    points, labels = moons(np.random.default_rng(0), 40)
    for label, colour in ((0, "tab:blue"), (1, "tab:red")):
        own = points[labels == label]
        axes.scatter(own[:, 0], own[:, 1], 14, colour, edgecolor="white", label=label)
    axes.set_xlabel("first input")
    axes.set_ylabel("second input")
    axes.legend(title="class", loc="lower left", fontsize=7, title_fontsize=7)
    here, there = loss_of(weights, (points, labels)), loss_of(weights, NEW_POINTS)
    words = f"loss {here:.2f}, on new points {there:.2f}"
    box = {"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 1}
    axes.text(0.98, 0.03, words, ha="right", transform=axes.transAxes, bbox=box)


def draw_losses(axes, rows, before=None):
    """The two loss curves; `before` is a training without the cure, in gray."""
    if before is not None:
        axes.plot(before[:, 0], before[:, 2], color="0.7", label="new points, no cure")
    axes.plot(rows[:, 0], rows[:, 2], color="tab:red", label="new points")
    axes.plot(rows[:, 0], rows[:, 1], color="tab:blue", label="training points")
    if not np.isfinite(rows).all():
        axes.text(500, 0.5, "the loss is not finite", ha="center")
    else:
        t, here, there = rows[-1]
        words, style = f"gap {there - here:.2f}\nat step {t:.0f}", {"fontsize": 9}
        style |= {"ha": "right", "va": "top", "transform": axes.transAxes}
        axes.text(0.98, 0.96, words, **style)
    axes.set_xlim(0, 1000)
    axes.set_ylim(0, 1)
    axes.set_xlabel("training step")
    axes.set_ylabel("loss")
    axes.legend(loc="upper left", fontsize=7)


plain_weights, plain_rows = train_network()
cured_weights, cured_rows = train_network(
    penalty=penalty_by_torch(lambda w: 0.01 * w.square().sum() / 2)
)


def see_goal():
    _, panels = plt.subplots(1, 3, figsize=(13, 3.3), layout="constrained")
    draw_boundary(panels[0], plain_weights)
    panels[0].set_title("learnt by heart")
    draw_losses(panels[1], plain_rows)
    panels[1].set_title("what gives it away: the gap")
    draw_boundary(panels[2], cured_weights)
    panels[2].set_title("with a cure")
    plt.show()


see_goal()

# %% [markdown]
# ## 1. Diagnosis: the generalization gap
#
# Two numbers tell how a network fares: its loss on the examples it learnt from, and
# its loss on *validation* examples, which it never saw in training.
#
# $$\text{gap} = \text{validation loss} - \text{training loss}$$
#
# | training loss | gap | diagnosis |
# |---|---|---|
# | above `good_loss` | any | `"underfits"`: it cannot even do what it was shown |
# | at most `good_loss` | above `small_gap` | `"overfits"`: it learnt by heart |
# | at most `good_loss` | at most `small_gap` | `"fits"` |
#
# A loss or a gap just at its limit is still good (`<=`, not `<`). Compare the numbers
# as they are, without rounding.
#
# An overfitting network has a **low** training loss; a high one is the sign of the
# opposite illness. And a low training loss alone says nothing good: the network at the
# top has 0.01 there, and more than 0.7 on new points.
#
# With `good_loss` 0.25 and `small_gap` 0.1: losses of 0.01 and 0.71 have the gap 0.7,
# so the network overfits. Losses of 0.6 and 0.9 have the gap 0.3, but the training loss
# of 0.6 decides: it underfits.


# %% nbgrader={"grade_id": "generalization_gap", "solution": true}
def generalization_gap(
    train_loss: float, validation_loss: float, good_loss: float, small_gap: float
) -> tuple[float, str]:
    """How much worse a network is on new examples, and what that means.

    Parameters
    ----------
    train_loss : its loss on the examples that it learnt from
    validation_loss : its loss on examples that it never saw
    good_loss : a training loss up to this, this included, is good enough
    small_gap : a gap up to this, this included, is no overfitting; 0 or more

    Returns
    -------
    gap : validation loss minus training loss; negative if the network is better on the
        new examples
    diagnosis : "underfits" if the training loss is not good enough, whatever the gap;
        otherwise "overfits" or "fits", as the gap says. A negative gap is no
        overfitting.

    Built by hand: not using torch, check. Source: Goodfellow et al. 2016, section 5.2.
    """
    ### BEGIN SOLUTION
    gap = validation_loss - train_loss
    if train_loss > good_loss:
        return gap, "underfits"
    if gap > small_gap:
        return gap, "overfits"
    return gap, "fits"
    ### END SOLUTION


# %% [markdown]
# The picture shows both losses of six models, with your gap and your diagnosis above
# them: a straight line that cannot do better, and networks with more and more points.


# %% nbgrader={"grade_id": "see_generalization_gap", "show": true}
# Takes about 3 s
def losses_by_size():
    models = [((), 640), *(((32, 32), n) for n in (20, 40, 80, 160, 640))]
    means = []
    for widths, n in models:
        ends = [train_network(widths, n, i, i + 1, 500)[1][-1, 1:] for i in range(4)]
        means.append(np.mean(ends, axis=0))
    return means


size_losses = losses_by_size()


def draw_gaps(axes, diagnoses):
    """Bars of both losses; above them the gap and the diagnosis."""
    places, losses = np.arange(len(size_losses)), np.array(size_losses)
    axes.bar(places - 0.2, losses[:, 0], 0.4, color="tab:blue", label="training points")
    axes.bar(places + 0.2, losses[:, 1], 0.4, color="tab:red", label="new points")
    for i, (gap, diagnosis) in enumerate(diagnoses):
        words = f"gap {gap:.2f}\n{diagnosis}"
        axes.text(i, losses[i].max() + 0.04, words, ha="center", fontsize=7)
    names = ["line\n640", *(f"net\n{n}" for n in (20, 40, 80, 160, 640))]
    axes.set_xticks(places, names, fontsize=7)
    axes.set_ylim(0, 1.7)
    axes.set_xlabel("model and its number of training points")
    axes.set_ylabel("loss")
    axes.legend(loc="upper right", fontsize=7)


def gaps_wanted():
    names = ["underfits", *["overfits"] * 4, "fits"]
    gaps = [there - here for here, there in size_losses]
    return list(zip(gaps, names, strict=True))


check.beside(
    target=gaps_wanted,
    yours=lambda: [generalization_gap(*pair, 0.25, 0.15) for pair in size_losses],
    draw=draw_gaps,
)

# %% [markdown]
# Each bar is the mean of four models; the *line* has no hidden layer, and so it can do
# little harm and little good. More examples are the best cure: 640 noisy points are
# much harder to learn by heart than 20. The other cures are for when there are no more.


# %% nbgrader={"grade_id": "generalization_gap_by_hand", "points": 1}
# Visible test, 1 point: four networks; up to 0.5 is good, a gap up to 0.25 is small
@check.test
def generalization_gap_by_hand():
    @check.student_side
    def gap_and_diagnosis(train_loss, validation_loss, good_loss, small_gap):
        gap, diagnosis = generalization_gap(
            train_loss, validation_loss, good_loss, small_gap
        )
        return {"gap": gap, "diagnosis": diagnosis}

    check.by_hand(generalization_gap, not_using="torch check")
    expected = {"gap": 0.125, "diagnosis": "fits"}
    check.call(gap_and_diagnosis, 0.4375, 0.5625, 0.5, 0.25).gives(expected)
    expected = {"gap": 0.75, "diagnosis": "overfits"}
    check.call(gap_and_diagnosis, 0.125, 0.875, 0.5, 0.25).gives(expected)
    expected = {"gap": 0.125, "diagnosis": "underfits"}
    check.call(gap_and_diagnosis, 0.75, 0.875, 0.5, 0.25).gives(expected)
    expected = {"gap": 0.75, "diagnosis": "underfits"}
    check.call(gap_and_diagnosis, 0.625, 1.375, 0.5, 0.25).gives(expected)


# %% nbgrader={"grade_id": "generalization_gap_at_the_limits", "points": 1}
# Hidden test, 1 point: losses and gaps just at a limit, negative gaps, other limits
### BEGIN HIDDEN TESTS
@check.test
def generalization_gap_at_the_limits():
    cases = {
        (0.25, 0.5, 0.375, 0.5): (0.25, "fits"),
        (0.375, 0.5, 0.375, 0.25): (0.125, "fits"),  # just good enough
        (0.25, 0.75, 0.375, 0.5): (0.5, "fits"),  # just small
        (0.375, 1.5, 0.375, 0.5): (1.125, "overfits"),
        (0.5, 0.125, 0.75, 0.25): (-0.375, "fits"),
        (1.25, 0.5, 0.75, 0.25): (-0.75, "underfits"),
        (1.25, 2.5, 0.75, 0.25): (1.25, "underfits"),
        (2.5, 2.75, 3.0, 0.125): (0.25, "overfits"),
        (0.0, 0.0625, 0.0, 0.0): (0.0625, "overfits"),
        (0.03125, 2.5, 0.0, 3.0): (2.46875, "underfits"),
    }
    for given, expected in cases.items():
        check.call(generalization_gap, *given).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 2. L1 penalty
#
# To bend its border around single points, a network needs large weights. So make them
# cost something: add a *penalty* to the loss, and its gradient to the gradient of the
# loss. The L1 penalty is the sum of the weights' sizes, times a `strength`:
#
# $$P = \text{strength} \cdot \sum_i |w_i| \qquad
# \frac{\partial P}{\partial w_i} = \text{strength} \cdot \operatorname{sign}(w_i)$$
#
# where the sign is 1, $-1$, or 0 for $w_i = 0$. (At 0, $|w|$ has a corner: every slope
# from $-1$ to 1 is a *sub-gradient* there. The course takes 0, as torch does.)
#
# For $w = (2, -3, 0)$ and strength 0.1: $P = 0.1 \cdot 5 = 0.5$, and the gradient is
# $(0.1, -0.1, 0)$. It pulls every weight towards 0 with the same force, however small
# the weight is; so weights that the loss does not need end at 0.


# %% nbgrader={"grade_id": "l1_penalty", "solution": true}
def l1_penalty(
    weights: Float[np.ndarray, "*shape"], strength: float
) -> tuple[float, Float[np.ndarray, "*shape"]]:
    """The L1 penalty of an array of weights, and its sub-gradient.

    Parameters
    ----------
    weights : any number of axes, one or more; any of the weights may be 0
    strength : 0 or more

    Returns
    -------
    penalty : one number, strength * (sum of |w| over all weights)
    gradient : of the penalty, in the shape of the weights; 0 where a weight is 0

    No argument is changed. Built by hand: not using torch, check.
    Source: Goodfellow et al. 2016, section 7.1.2.
    """
    ### BEGIN SOLUTION
    penalty = strength * np.sum(np.abs(weights))
    return penalty, strength * np.sign(weights)
    ### END SOLUTION


# %% [markdown]
# The picture shows the sizes of the 1024 weights between the hidden layers of the
# network at the top, without and with the penalty. (Steps of a finite size make a
# weight jitter around 0, so it counts those below 0.01.)


# %% nbgrader={"grade_id": "see_l1_penalty", "show": true}
# Takes about 1 s
def draw_sizes(axes, weights):
    for w, colour, name in (
        (plain_weights[1], "0.6", "no penalty"),
        (weights[1], "tab:green", "L1"),
    ):
        sizes = np.sort(np.abs(w), axis=None)
        small = np.mean(sizes < 0.01)
        label = f"{name}: {small:.0%} below 0.01"
        axes.plot(np.arange(sizes.size), np.maximum(sizes, 1e-9), colour, label=label)
    axes.set_yscale("log")
    axes.set_ylim(1e-5, 10)
    axes.set_xlabel("weights, sorted by size")
    axes.set_ylabel("|w|")
    axes.legend(loc="upper left", fontsize=7)


check.beside(
    target=lambda: train_network(
        penalty=penalty_by_torch(lambda w: 0.002 * w.abs().sum())
    )[0],
    yours=lambda: train_network(penalty=lambda w: l1_penalty(w, 0.002))[0],
    draw=draw_sizes,
)


# %% nbgrader={"grade_id": "l1_penalty_by_hand", "points": 1}
# Visible test, 1 point: six weights, strength 0.5
@check.test
def l1_penalty_by_hand():
    @check.student_side
    def penalty_and_gradient(weights, strength):
        penalty, gradient = l1_penalty(weights, strength)
        return {"penalty": penalty, "gradient": gradient}

    check.by_hand(l1_penalty, not_using="torch check")
    weights = np.array([[-3.0, 1.0, 0.0], [-0.5, 0.0, 2.0]])
    expected = {
        "penalty": 3.25,  # half of 3 + 1 + 0.5 + 2
        "gradient": [[-0.5, 0.5, 0.0], [-0.5, 0.0, 0.5]],
    }
    check.call(penalty_and_gradient, weights, 0.5).gives(expected)


# %% nbgrader={"grade_id": "l1_penalty_any_size", "points": 1}
# Hidden test, 1 point: one to four axes; tiny, huge and zero weights; float32
### BEGIN HIDDEN TESTS
@check.test
def l1_penalty_any_size():
    generator = np.random.default_rng(71)
    given = [generator.normal(size=shape) for shape in ((5,), (4, 3), (2, 3, 1, 2))]
    given[1][1] = 0.0
    given += [np.array([1e-9, -1e-12, 0.0, 2.0, -1e6])]
    for weights in given:
        for strength in (0.3, 2.0):
            at = torch.tensor(weights, requires_grad=True)
            penalty = strength * at.abs().sum()
            expected = (penalty.item(), torch.autograd.grad(penalty, at)[0])
            check.call(l1_penalty, weights, strength).gives(expected)
            single = weights.astype(np.float32)
            check.call(l1_penalty, single, strength).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 3. L2 penalty
#
# The L2 penalty takes the squares instead:
#
# $$P = \frac{\text{strength}}{2} \cdot \sum_i w_i^2 \qquad
# \frac{\partial P}{\partial w_i} = \text{strength} \cdot w_i$$
#
# The penalty has the factor $\frac12$, so that its gradient is simply
# $\text{strength} \cdot w$. (Some books leave the factor out, and have a 2 in the
# gradient; torch and this course have it.)
#
# For $w = (2, -3, 0)$ and strength 0.1: $P = 0.05 \cdot 13 = 0.65$, and the gradient is
# $(0.2, -0.3, 0)$. Large weights are pulled hard, small ones hardly at all. So L1 makes
# many weights 0, and L2 makes all of them small.


# %% nbgrader={"grade_id": "l2_penalty", "solution": true}
def l2_penalty(
    weights: Float[np.ndarray, "*shape"], strength: float
) -> tuple[float, Float[np.ndarray, "*shape"]]:
    """The L2 penalty of an array of weights, and its gradient.

    Parameters
    ----------
    weights : any number of axes, one or more
    strength : 0 or more

    Returns
    -------
    penalty : one number, strength / 2 * (sum of w ** 2 over all weights)
    gradient : of the penalty, in the shape of the weights

    No argument is changed. Built by hand: not using torch, check.
    Source: Goodfellow et al. 2016, section 7.1.1.
    """
    ### BEGIN SOLUTION
    penalty = strength / 2 * np.sum(weights**2)
    return penalty, strength * weights
    ### END SOLUTION


# %% [markdown]
# The picture shows what the penalty does to the border: one calm line, and no island
# around a single point any more.


# %% nbgrader={"grade_id": "see_l2_penalty", "show": true}
check.beside(
    target=lambda: cured_weights,
    yours=lambda: train_network(penalty=lambda w: l2_penalty(w, 0.01))[0],
    draw=draw_boundary,
)


# %% nbgrader={"grade_id": "l2_penalty_by_hand", "points": 1}
# Visible test, 1 point: six weights, strength 0.25
@check.test
def l2_penalty_by_hand():
    @check.student_side
    def penalty_and_gradient(weights, strength):
        penalty, gradient = l2_penalty(weights, strength)
        return {"penalty": penalty, "gradient": gradient}

    check.by_hand(l2_penalty, not_using="torch check")
    weights = np.array([[3.0, -1.0, 0.0], [0.5, 2.0, -2.0]])
    expected = {
        "penalty": 2.28125,  # an eighth of 9 + 1 + 0.25 + 4 + 4 = 18.25
        "gradient": [[0.75, -0.25, 0.0], [0.125, 0.5, -0.5]],
    }
    check.call(penalty_and_gradient, weights, 0.25).gives(expected)


# %% nbgrader={"grade_id": "l2_penalty_any_shape", "points": 1}
# Hidden test, 1 point: one to four axes, several strengths; float32
### BEGIN HIDDEN TESTS
@check.test
def l2_penalty_any_shape():
    generator = np.random.default_rng(72)
    for shape in ((5,), (4, 3), (3, 1), (3, 2, 2), (2, 3, 1, 2)):
        weights = generator.normal(size=shape)
        for strength in (0.3, 2.5):
            at = torch.tensor(weights, requires_grad=True)
            penalty = strength * at.square().sum() / 2
            expected = (penalty.item(), torch.autograd.grad(penalty, at)[0])
            check.call(l2_penalty, weights, strength).gives(expected)
            single = weights.astype(np.float32)
            check.call(l2_penalty, single, strength).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 4. Weight decay
#
# With plain gradient descent, a step with the L2 penalty is
# $w - \text{lr}\,(g + \text{decay} \cdot w)$. The same can be read as: first shrink the
# weight by the share $\text{lr} \cdot \text{decay}$, then take the usual step. That is
# *weight decay*, and here both are one.
#
# Adaptive methods tear them apart, because they divide the gradient by its usual size.
# RMSProp keeps a running average of the squared gradient:
#
# $$a' = \alpha\,a + (1 - \alpha)\,g^2 \qquad
# w' = w - \text{lr} \cdot \frac{g}{\sqrt{a'} + \varepsilon}$$
#
# (04-optimizers has more about RMSProp; these formulas are all you need here.) The
# decay can enter in two places:
#
# * **coupled** (the L2 penalty): put $g + \text{decay} \cdot w$ in the place of $g$, in
#   both formulas. Then the decay is divided too: a weight with large gradients hardly
#   decays.
# * **decoupled** (weight decay proper): leave $g$ alone, and take
#   $\text{lr} \cdot \text{decay} \cdot w$ off as well, with the *old* $w$. Every weight
#   decays at the same rate. AdamW is Adam with this.
#
# By hand, $w = 12$, $g = 2$, $a = 4$, $\alpha = 0.8$, lr 0.1, decay 0.5; $\varepsilon$
# is too small to matter:
#
# * coupled: $g$ becomes $2 + 0.5 \cdot 12 = 8$, so
#   $a' = 0.8 \cdot 4 + 0.2 \cdot 64 = 16$ and $w' = 12 - 0.1 \cdot 8 / 4 = 11.8$.
# * decoupled: $a' = 0.8 \cdot 4 + 0.2 \cdot 4 = 4$ and
#   $w' = 12 - 0.1 \cdot 0.5 \cdot 12 - 0.1 \cdot 2 / 2 = 11.3$.


# %% nbgrader={"grade_id": "weight_decay_step", "solution": true}
def weight_decay_step(
    weights: Float[np.ndarray, "*shape"],
    gradient: Float[np.ndarray, "*shape"],
    average: Float[np.ndarray, "*shape"],
    lr: float,
    decay: float,
    decoupled: bool,
    alpha: float = 0.99,
    eps: float = 1e-8,
) -> tuple[Float[np.ndarray, "*shape"], Float[np.ndarray, "*shape"]]:
    """One step of RMSProp with weight decay, coupled or decoupled.

    Parameters
    ----------
    weights, gradient : the weights, and the gradient of the loss without any decay;
        each of its numbers may be 0, and the weight decays all the same
    average : the running average of the squared gradient so far, 0 or more
    lr, decay : the learning rate; the strength of the decay
    decoupled : False: decay * weights is added to the gradient, before all else. True:
        lr * decay * (old weights) is taken off beside the step, and the average knows
        nothing of the decay.
    alpha : the share of the old average in the new one
    eps : is added to the root of the new average, outside the root

    Returns
    -------
    new_weights, new_average : new arrays

    No argument is changed. Built by hand: not using torch, check.
    Source: Loshchilov and Hutter 2019, section 2; there for Adam.
    """
    ### BEGIN SOLUTION
    if not decoupled:
        gradient = gradient + decay * weights
    new_average = alpha * average + (1 - alpha) * gradient**2
    step = lr * gradient / (np.sqrt(new_average) + eps)
    if decoupled:
        step = step + lr * decay * weights
    return weights - step, new_average
    ### END SOLUTION


# %% [markdown]
# The picture takes 30 weights of 1, each with gradients of another size (and of
# changing sign, so that they cancel), and shows what 500 steps of decay leave of them:
# decoupled, 0.37 of each; coupled, 0.44 where the gradients are small, and nearly all
# where they are large.


# %% nbgrader={"grade_id": "see_weight_decay_step", "show": true}
gradient_sizes = np.logspace(-2, 2, 30)


def left_after(step):
    """What is left after 500 steps, coupled and decoupled."""
    left = {}
    for decoupled in (False, True):
        w, average = np.ones(30), np.zeros(30)
        for t in range(500):
            w, average = step(w, (-1) ** t * gradient_sizes, average, decoupled)
        left[decoupled] = w
    return left


def step_by_torch(w, gradient, average, decoupled):
    start = torch.tensor(w, requires_grad=True)
    squares = 0 if decoupled else start.square().sum()  # decay / 2 is 1 here
    slope = torch.autograd.grad(start @ torch.tensor(gradient) + squares, start)[0]
    new_average = torch.lerp(torch.tensor(average), slope**2, 0.01)
    step = 0.001 * slope / (new_average.sqrt() + 1e-8)
    rest = w * 0.998 if decoupled else w
    return rest - step.numpy(), new_average.numpy()


def step_by_you(w, gradient, average, decoupled):
    return weight_decay_step(w, gradient, average, 0.001, 2.0, decoupled)


def draw_left(axes, left):
    axes.plot(gradient_sizes, left[False], "C1", label="coupled (L2)")
    axes.plot(gradient_sizes, left[True], "C0--", label="decoupled")
    axes.set_xscale("log")
    axes.set_ylim(0, 1.4)
    axes.set_xlabel("size of the gradients")
    axes.set_ylabel("what is left")
    axes.legend(loc="upper left", fontsize=7)


check.beside(
    target=lambda: left_after(step_by_torch),
    yours=lambda: left_after(step_by_you),
    draw=draw_left,
)


# %% nbgrader={"grade_id": "weight_decay_step_by_hand", "points": 1}
# Visible test, 1 point: two weights, coupled and decoupled; lr 0.1, decay 0.5
@check.test
def weight_decay_step_by_hand():
    @check.student_side
    def both_steps(weights, gradient, average, lr, decay, alpha):
        given, steps = (weights, gradient, average, lr, decay), {}
        for name, decoupled in (("coupled", False), ("decoupled", True)):
            new_weights, new_average = weight_decay_step(*given, decoupled, alpha)
            steps[name] = {"new_weights": new_weights, "new_average": new_average}
        return steps

    check.by_hand(weight_decay_step, not_using="torch check")
    weights, gradient = np.array([-30.0, 28.0]), np.array([6.0, 8.0])
    average = np.array([11.0, 4.0])
    # coupled: the gradient becomes 6 - 15 = -9 and 8 + 14 = 22, the roots are 5 and 10
    # decoupled: the roots are both 4; -30 + 1.5 - 0.15 and 28 - 1.4 - 0.2
    expected = {
        "coupled": {"new_weights": [-29.82, 27.78], "new_average": [25.0, 100.0]},
        "decoupled": {"new_weights": [-28.65, 26.4], "new_average": [16.0, 16.0]},
    }
    given = {"lr": 0.1, "decay": 0.5, "alpha": 0.8}
    check.call(both_steps, weights, gradient, average, **given).gives(expected)


# %% nbgrader={"grade_id": "weight_decay_without_gradient", "points": 1}
# Hidden test, 1 point: matrices, some gradients 0; the usual alpha; float32
### BEGIN HIDDEN TESTS
@check.test
def weight_decay_without_gradient():
    def by_torch(weights, gradient, average, lr, decay, decoupled):
        at = torch.tensor(weights, requires_grad=True)
        penalty = 0 if decoupled else decay / 2 * at.square().sum()
        loss = (at * torch.tensor(gradient)).sum() + penalty
        g = torch.autograd.grad(loss, at)[0]
        average = torch.lerp(torch.tensor(average), g.square(), 0.01)
        start = at.detach() * (1 - lr * decay if decoupled else 1)
        return start.addcdiv(g, average.sqrt() + 1e-8, value=-lr), average

    generator = np.random.default_rng(73)
    for shape in ((4, 3), (5,)):
        weights, gradient = generator.normal(size=(2, *shape))
        average = generator.uniform(1.0, 4.0, size=shape)
        gradient[1] = 0.0
        for decoupled in (True, False):
            given = (weights, gradient, average)
            expected = by_torch(*given, 0.05, 0.3, decoupled)
            check.call(weight_decay_step, *given, 0.05, 0.3, decoupled).gives(expected)
            given = tuple(array.astype(np.float32) for array in given)
            check.call(weight_decay_step, *given, 0.05, 0.3, decoupled).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "weight_decay_small_gradients", "points": 1}
# Hidden test, 1 point: gradients about as small as eps; an average of 0
### BEGIN HIDDEN TESTS
@check.test
def weight_decay_small_gradients():
    def by_torch(weights, gradient, average, lr, decay, decoupled, alpha, eps):
        at = torch.tensor(weights, requires_grad=True)
        penalty = 0 if decoupled else decay / 2 * at.square().sum()
        loss = (at * torch.tensor(gradient)).sum() + penalty
        g = torch.autograd.grad(loss, at)[0]
        average = torch.lerp(torch.tensor(average), g.square(), 1 - alpha)
        start = at.detach() * (1 - lr * decay if decoupled else 1)
        return start.addcdiv(g, average.sqrt() + eps, value=-lr), average

    generator = np.random.default_rng(74)
    weights = generator.normal(size=(3, 4))
    gradient = 1e-7 * generator.choice([-2.0, -0.5, 1.0, 3.0], size=(3, 4))
    for average in (np.zeros((3, 4)), 1e-15 * generator.uniform(1.0, 4.0, (3, 4))):
        for decoupled, decay in ((True, 0.2), (False, 1e-7), (False, 0.0)):
            rest = (0.01, decay, decoupled, 0.9, 1e-6)
            expected = by_torch(weights, gradient, average, *rest)
            check.call(weight_decay_step, weights, gradient, average, *rest).gives(
                expected
            )


### END HIDDEN TESTS

# %% [markdown]
# ## 5. Dropout, forward
#
# Dropout sets numbers of a layer's output to 0 at random, anew in each training step.
# No unit can then rely on one certain other, so a few cannot team up to learn one
# example by heart.
#
# * In **training**, each number of each example is dropped with probability $p$,
#   independently of all others. The kept ones are divided by $1 - p$, so that the next
#   layer gets the same *on average*: $(1 - p) \cdot \frac{x}{1 - p} = x$.
# * In **evaluation** nothing is dropped and nothing is scaled.
#
# With $p = 0.25$ and $x = (3, 6, -3, 9)$, if chance drops the second: the result is
# $(4, 0, -4, 12)$, as each kept number is divided by 0.75. The *mask* is a bool array
# that tells which were kept: (True, False, True, True).
#
# Dropped is not removed: the result has the shape of $x$, and the network has as many
# weights as before. And mind the meaning of $p$: here and in torch it is the share that
# is **dropped**; in the paper it is the share that is kept.
#
# A generator `rng` gives random numbers: `rng.random((2, 3))` is an array of them, each
# anywhere from 0 up to but not including 1, so below 0.25 in a quarter of all cases.


# %% nbgrader={"grade_id": "dropout_forward", "solution": true}
def dropout_forward(
    x: Float[np.ndarray, "*shape"],
    p: float,
    rng: np.random.Generator,
    training: bool = True,
) -> tuple[Float[np.ndarray, "*shape"], Bool[np.ndarray, "*shape"]]:
    """Dropout of a layer's output.

    Parameters
    ----------
    x : the layer's output, any number of axes, one or more
    p : the share that is dropped, from 0 to 1; 0 drops nothing, 1 drops everything
    rng : all random numbers come from it, and from nothing else
    training : False: nothing is dropped, whatever p is

    Returns
    -------
    out : in training 0 where a number was dropped, x / (1 - p) where it was kept (so
        only zeros if p is 1); in evaluation x
    kept : the mask that was used, a bool array: True where a number was kept, False
        where it was dropped; all True in evaluation. (1 and 0 are fine.)

    In training each number is dropped with probability p, independently of all others.
    No array is changed. Built by hand: not using torch, check.
    Source: Srivastava et al. 2014, with the scaling of their section 10.
    """
    ### BEGIN SOLUTION
    if not training:
        return x, np.ones(x.shape, dtype=bool)
    kept = rng.random(x.shape) >= p
    out = np.zeros_like(x)
    out[kept] = x[kept] / (1 - p)
    return out, kept
    ### END SOLUTION


# %% [markdown]
# The picture drops 40 % of 50 ones, 2000 times over, and sums what is left, as a unit
# of the next layer would. The sums scatter, but around the 50 of evaluation.


# %% nbgrader={"grade_id": "see_dropout_forward", "show": true}
def sums_by_torch():
    torch.manual_seed(0)
    dropped = torch.nn.functional.dropout(torch.ones(2000, 50), 0.4)
    return dropped.numpy().sum(1), 50.0


def sums_by_you():
    ones, generator = np.ones((2000, 50)), np.random.default_rng(1)
    out, _ = dropout_forward(ones, 0.4, generator)
    quiet, _ = dropout_forward(ones, 0.4, generator, training=False)
    return np.sum(out, axis=1), np.sum(quiet, axis=1)[0]


def draw_sums(axes, sums):
    bins = np.arange(-2.5, 100, 10 / 3)
    axes.hist(sums[0], bins, color="tab:orange", alpha=0.6, label="in training")
    mean = np.mean(sums[0])
    axes.axvline(mean, color="tab:orange", lw=4, label="their mean")
    axes.axvline(sums[1], color="black", ls="--", label="in evaluation")
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 650)
    axes.set_xlabel("sum that reaches the next layer")
    axes.set_ylabel("examples")
    axes.legend(loc="upper left", fontsize=7)


check.beside(target=sums_by_torch, yours=sums_by_you, draw=draw_sums)


# %% nbgrader={"grade_id": "dropout_forward_by_hand", "points": 1}
# Visible test, 1 point: 10,000 twos, a fifth dropped; then four numbers in evaluation
@check.test
def dropout_forward_by_hand():
    @check.student_side
    def output(x, p, rng):
        return dropout_forward(x, p, rng)[0]

    @check.student_side
    def mask(x, p, rng):
        return np.asarray(dropout_forward(x, p, rng)[1], dtype=float)

    @check.student_side
    def in_evaluation(x, p, rng):
        out, kept = dropout_forward(x, p, rng, training=False)
        return {"out": out, "kept": np.asarray(kept, dtype=float)}

    check.by_hand(dropout_forward, not_using="torch check")
    twos, rng = np.full((50, 200), 2.0), np.random.default_rng(84)
    # 2.5 with probability 0.8, otherwise 0: the mean is 2, the variance 0.8 * 6.25 - 4
    check.call(output, twos, 0.2, rng).statistics(mean=2.0, std=1.0)
    # 1 with probability 0.8, otherwise 0: the variance is 0.8 - 0.64
    check.call(mask, twos, 0.2, rng).statistics(mean=0.8, std=0.4)

    x = np.array([[3.0, 6.0], [-3.0, 9.0]])
    expected = {"out": x.copy(), "kept": np.ones((2, 2))}
    check.call(in_evaluation, x, 0.25, rng).gives(expected)


# %% nbgrader={"grade_id": "dropout_forward_mask_and_limits", "points": 1}
# Hidden test, 1 point: p = 0, p = 1, evaluation, float32; the mask is the one used
### BEGIN HIDDEN TESTS
@check.test
def dropout_forward_mask_and_limits():
    @check.student_side
    def out_and_mask(x, p, rng, training):
        out, kept = dropout_forward(x, p, rng, training)
        return {"out": out, "kept": np.asarray(kept, dtype=float)}

    @check.student_side
    def share_and_mask(x, p, rng):
        out, kept = dropout_forward(x, p, rng)
        return np.asarray(out) / x + np.asarray(kept, dtype=float)

    generator, rng = np.random.default_rng(76), np.random.default_rng(77)
    for shape, dtype in (((4, 3), float), ((7,), np.float32), ((2, 3, 2), float)):
        x, ones, zeros = generator.normal(size=shape), np.ones(shape), np.zeros(shape)
        all_kept = {"out": x.copy(), "kept": ones}
        none_kept = {"out": zeros, "kept": zeros}
        given = x.astype(dtype)
        check.call(out_and_mask, given, 0.0, rng, True).gives(all_kept)
        check.call(out_and_mask, given, 1.0, rng, True).gives(none_kept)
        check.call(out_and_mask, given, 0.7, rng, False).gives(all_kept)
        check.call(out_and_mask, given, 1.0, rng, False).gives(all_kept)

    # 4 / 3 + 1 with probability 0.75, otherwise 0
    x = generator.normal(size=(80, 100))
    std = (4 / 3 + 1) * np.sqrt(0.75 * 0.25)
    check.call(share_and_mask, x, 0.25, rng).statistics(mean=1.75, std=std)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "dropout_forward_each_on_its_own", "points": 1}
# Hidden test, 1 point: each number on its own, each call anew, nothing but `rng`
### BEGIN HIDDEN TESTS
@check.test
def dropout_forward_each_on_its_own():
    @check.student_side
    def means(x, p, rng, axis):
        return np.asarray(dropout_forward(x, p, rng)[0]).mean(axis=axis)

    @check.student_side
    def means_of_calls(x, p, rng, calls):
        return [np.mean(dropout_forward(x, p, rng)[0]) for _ in range(calls)]

    @check.student_side
    def product_of_equal_seeds(x, p, seed):
        outs = [dropout_forward(x, p, np.random.default_rng(seed))[0] for _ in "ab"]
        return np.asarray(outs[0]) * np.asarray(outs[1])

    rng, p = np.random.default_rng(78), 0.3
    std = np.sqrt(p / (1 - p))  # of one number, if x is 1
    ones = np.ones((100, 60))
    check.call(means, ones, p, rng, 0).statistics(mean=1.0, std=std / np.sqrt(100))
    check.call(means, ones, p, rng, 1).statistics(mean=1.0, std=std / np.sqrt(60))

    few = np.ones(8)
    check.call(means_of_calls, few, p, rng, 300).statistics(
        mean=1.0, std=std / np.sqrt(8)
    )

    # equal seeds drop the same: the square of 1 / 0.7 with probability 0.7
    mean, std = 1 / (1 - p), np.sqrt(p / (1 - p) ** 3)
    check.call(product_of_equal_seeds, ones, p, 79).statistics(mean=mean, std=std)


### END HIDDEN TESTS

# %% [markdown]
# ## 6. Dropout, backward
#
# Forward, each number was multiplied by $\frac{1}{1 - p}$ if it was kept, and by 0 if
# not. So its gradient is multiplied by the same. It has to be the mask of *that*
# forward pass: with a new one, the gradient would belong to another network.
#
# With the mask and $p = 0.25$ of part 5 and the gradient $(1.5, 3, 0.3, -6)$ of the
# output, the gradient of $x$ is $(2, 0, 0.4, -8)$.


# %% nbgrader={"grade_id": "dropout_backward", "solution": true}
def dropout_backward(
    dout: Float[np.ndarray, "*shape"], kept: Bool[np.ndarray, "*shape"], p: float
) -> Float[np.ndarray, "*shape"]:
    """The gradient at the input of dropout in training.

    Parameters
    ----------
    dout : the gradient of the loss with respect to dropout's output; any number of axes
    kept : the mask of the forward pass, a bool array: True where a number was kept
    p : the share that is dropped, as in the forward pass, from 0 to 1; if it is 1, no
        number was kept

    Returns
    -------
    dx : the gradient with respect to dropout's input (so only zeros if p is 1)

    No argument is changed. Built by hand: not using torch, check.
    Source: Srivastava et al. 2014, with the scaling of their section 10.
    """
    ### BEGIN SOLUTION
    dx = np.zeros_like(dout)
    dx[kept] = dout[kept] / (1 - p)
    return dx
    ### END SOLUTION


# %% [markdown]
# The picture trains the network at the top with dropout, $p = 0.5$, after each of its
# hidden layers. Chance drops other numbers in the two panels, so their curves are
# alike, but not equal.


# %% nbgrader={"grade_id": "see_dropout_backward", "show": true}
# Takes about 1 s
def drop_by_torch():
    torch.manual_seed(0)

    def forward(h):
        mask = torch.nn.functional.dropout(torch.ones(h.shape), 0.5).numpy()
        return h * mask, mask

    return forward, lambda grad, mask: grad * mask


def drop_by_you():
    generator = np.random.default_rng(5)
    return (
        lambda h: dropout_forward(h, 0.5, generator),
        lambda grad, kept: dropout_backward(grad, kept, 0.5),
    )


check.beside(
    target=lambda: train_network(drop=drop_by_torch())[1],
    yours=lambda: train_network(drop=drop_by_you())[1],
    draw=lambda axes, rows: draw_losses(axes, rows, plain_rows),
)


# %% nbgrader={"grade_id": "dropout_backward_by_hand", "points": 1}
# Visible test, 1 point: two rows of a gradient, p = 0.2
@check.test
def dropout_backward_by_hand():
    check.by_hand(dropout_backward, not_using="torch check")
    dout = np.array([[1.0, -2.0, 4.0], [3.0, 0.5, -1.0]])
    kept = np.array([[True, False, True], [False, True, True]])
    expected = [[1.25, 0.0, 5.0], [0.0, 0.625, -1.25]]
    check.call(dropout_backward, dout, kept, 0.2).gives(expected)


# %% nbgrader={"grade_id": "dropout_backward_limits", "points": 1}
# Hidden test, 1 point: other shares, p = 0 and p = 1; one and three axes; float32
### BEGIN HIDDEN TESTS
@check.test
def dropout_backward_limits():
    generator = np.random.default_rng(80)
    for shape in ((6,), (4, 3), (2, 3, 4)):
        for p in (0.0, 0.3, 0.9, 1.0):
            dout, kept = generator.normal(size=shape), generator.random(shape) >= p
            x = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
            scale = kept * (0.0 if p == 1 else 1 / (1 - p))
            loss = (x * torch.tensor(scale) * torch.tensor(dout)).sum()
            expected = torch.autograd.grad(loss, x)[0]
            check.call(dropout_backward, dout, kept, p).gives(expected)
            single = dout.astype(np.float32)
            check.call(dropout_backward, single, kept, p).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 7. Early stopping
#
# Look again at the red curve at the top: the network was good once, and then training
# went on. So watch the validation loss and stop when it no longer falls. It is noisy,
# so one bad epoch is no reason to stop; `patience` epochs *in a row* are. And what
# comes back are the weights of the **best** epoch, not of the last.
#
# An epoch *improves* if its loss is below the best loss so far by **more** than
# `min_delta`. Then it is the new best epoch, and the waiting starts again from 0. Any
# other epoch leaves the best one as it is, also if its loss is a little smaller
# (by `min_delta` or less).
#
# With patience 2 and `min_delta` 0.1:
#
# | epoch | loss | best so far | in a row without improvement |
# |---|---|---|---|
# | 1 | 0.9 | 0.9 (epoch 1) | 0 |
# | 2 | 0.6 | 0.6 (epoch 2) | 0 |
# | 3 | 0.55 | 0.6 (epoch 2) | 1 |
# | 4 | 0.4 | 0.4 (epoch 4) | 0 |
# | 5 | 0.7 | 0.4 (epoch 4) | 1 |
# | 6 | 0.35 | 0.4 (epoch 4) | 2: stop |
#
# One trap: a training loop changes its weights in place, and an array that you only
# remember changes with them. So keep a copy of each array. (`array.copy()` makes one;
# `dict.copy()` makes a new dict with the *same* arrays.)


# %% nbgrader={"grade_id": "early_stopping", "solution": true}
class EarlyStopping:
    """Stops training when the validation loss no longer falls; keeps the best weights.

    Attributes
    ----------
    patience : stop after this many epochs in a row without improvement, 1 or more
    min_delta : an improvement is a fall by more than this; 0 or more
    best_loss : the loss of the best epoch so far; infinite before the first
    best_weights : the weights of that epoch, a dict of arrays; None before the first.
        They stay the same, whatever becomes of the arrays that `update` was given.
    waited : epochs in a row without improvement (for your use)

    Built by hand: not using torch, check.
    Source: Goodfellow et al. 2016, algorithm 7.1; Prechelt 1998.
    """

    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best_loss, self.best_weights, self.waited = np.inf, None, 0

    def update(self, loss: float, weights: dict[str, Float[np.ndarray, "..."]]) -> bool:
        """Take note of one epoch, and say whether to stop.

        Parameters
        ----------
        loss : the validation loss after this epoch; nan is no improvement
        weights : by name; the training loop may change the dict and the arrays later,
            also in place

        Returns
        -------
        True if training should stop now; `update` is not called again then

        `weights` is not changed.
        """
        ### BEGIN SOLUTION
        if loss < self.best_loss - self.min_delta:
            self.best_loss, self.waited = loss, 0
            self.best_weights = {name: w.copy() for name, w in weights.items()}
        else:
            self.waited += 1
        return self.waited >= self.patience
        ### END SOLUTION


# %% [markdown]
# The picture plays the training of the network at the top again and asks your code at
# every tenth step, with patience 15. The dotted line is the step where it stops, and
# the gap is the one of that step; the green line is the loss on new points of the
# weights that it kept.


# %% nbgrader={"grade_id": "see_early_stopping", "show": true}
# The loop changes its weights in place
recorded_weights = []
train_network(
    stops=lambda loss, weights: recorded_weights.append([w.copy() for w in weights])
)


def stopped_by_curve():
    losses = plain_rows[:, 2]
    best = [int(np.argmin(losses[: i + 1])) for i in range(len(losses))]
    stop = next(i for i, b in enumerate(best) if i - b >= 15)
    return plain_rows[stop, 0], recorded_weights[best[stop]]


def stopped_by_you():
    stopper, now = EarlyStopping(patience=15), {}
    for row, weights in zip(plain_rows, recorded_weights, strict=True):
        for i, w in enumerate(weights):
            now.setdefault(f"w{i}", np.empty(w.shape))[...] = w
        if stopper.update(row[2], now):
            break
    for w in now.values():
        w[...] = recorded_weights[0][0].mean()  # the loop uses its arrays again
    return row[0], list(stopper.best_weights.values())


def draw_stop(axes, stop):
    step, weights = stop
    draw_losses(axes, plain_rows[plain_rows[:, 0] <= step], plain_rows)
    axes.axvline(step, color="black", ls=":", label="stop")
    loss = loss_of(weights, NEW_POINTS)
    axes.axhline(loss, color="tab:green", label=f"the weights kept: {loss:.2f}")
    axes.legend(loc="upper left", fontsize=7, bbox_to_anchor=(0.25, 1))
    axes.figure.set_size_inches(10, 3)
    axes.figure.subplots_adjust(bottom=0.16)


check.beside(target=stopped_by_curve, yours=stopped_by_you, draw=draw_stop)


# %% nbgrader={"grade_id": "early_stopping_by_hand", "points": 1}
# Visible test, 1 point: eight epochs, patience 2, min_delta 0.1; "w" is the epoch
@check.test
def early_stopping_by_hand():
    @check.student_side
    def after_training(losses, patience, min_delta):
        stopper, weights, stops = EarlyStopping(patience, min_delta), {}, None
        for epoch, loss in enumerate(losses, 1):
            weights["w"] = np.array([float(epoch)])
            if stopper.update(loss, weights):
                stops = epoch
                break
        weights["w"] = np.array([100.0])  # the loop goes on to use its dict
        best = {"best_loss": stopper.best_loss, "best_weights": stopper.best_weights}
        return {"stops after epoch": stops} | best

    check.by_hand(EarlyStopping, not_using="torch check")
    losses = [1.0, 0.5, 0.7, 0.3, 0.25, 0.32, 0.6, 0.7]
    expected = {
        "stops after epoch": 6,  # 0.25 is not below 0.3 by more than 0.1
        "best_loss": 0.3,
        "best_weights": {"w": [4.0]},
    }
    check.call(after_training, losses, 2, 0.1).gives(expected)


# %% nbgrader={"grade_id": "early_stopping_in_a_row", "points": 1}
# Hidden test, 1 point: when it stops, with patience from 1 to 4; losses that are nan
### BEGIN HIDDEN TESTS
@check.test
def early_stopping_in_a_row():
    @check.student_side
    def stop_and_best_loss(losses, patience):
        stopper = EarlyStopping(patience)
        for epoch, loss in enumerate(losses, 1):
            if stopper.update(loss, {"w": np.ones(2)}):
                return [epoch, stopper.best_loss]
        return [0, stopper.best_loss]

    losses = [3.0, 3.5, 2.0, 2.5, 2.25, 1.0, 1.5, 1.25, 1.75, 0.5, 4.0, 4.0, 4.0, 4.0]
    for patience, expected in enumerate(([2, 3.0], [5, 2.0], [9, 1.0], [14, 0.5]), 1):
        check.call(stop_and_best_loss, losses, patience).gives(expected)
    check.call(stop_and_best_loss, [5.0, 4.0, 3.5, 3.0], 1).gives([0, 3.0])

    losses = [2.0, np.nan, 1.5, np.nan, np.nan, 1.0, 1.25, np.nan, 1.5]
    check.call(stop_and_best_loss, losses, 3).gives([9, 1.0])


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "early_stopping_min_delta", "points": 1}
# Hidden test, 1 point: falls of less than min_delta, just that much, and more
### BEGIN HIDDEN TESTS
@check.test
def early_stopping_min_delta():
    @check.student_side
    def stop_and_best_loss(losses, patience, min_delta):
        stopper = EarlyStopping(patience, min_delta)
        for epoch, loss in enumerate(losses, 1):
            if stopper.update(loss, {"w": np.ones(2)}):
                return [epoch, stopper.best_loss]
        return [0, stopper.best_loss]

    cases = [
        # the same loss again is no improvement
        ([1.0, 0.5, 0.5, 0.5, 0.5, 0.25], 2, 0.0, [4, 0.5]),
        # small falls add up against the same best loss
        ([2.0, 1.875, 1.75, 1.625, 1.5, 1.375, 1.25, 2.0], 3, 0.25, [0, 1.25]),
        ([4.0, 3.5, 3.0, 2.875, 2.75, 2.625, 2.5], 2, 0.25, [5, 3.0]),
        ([4.0, 3.5, 3.0, 2.25, 2.0, 1.0, 1.5], 2, 0.5, [0, 1.0]),
        # just min_delta is no improvement
        ([1.0, 0.75, 0.5, 0.25], 1, 0.25, [2, 1.0]),
    ]
    for losses, patience, min_delta, expected in cases:
        check.call(stop_and_best_loss, losses, patience, min_delta).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "early_stopping_best_weights", "points": 1}
# Hidden test, 1 point: the weights that come back, of loops that change arrays in place
### BEGIN HIDDEN TESTS
@check.test
def early_stopping_best_weights():
    @check.student_side
    def best_weights(losses, patience, given, change):
        stopper = EarlyStopping(patience)
        weights = {name: w.copy() for name, w in given.items()}
        for loss in losses:
            for name in weights:
                weights[name] += change[name]
            if stopper.update(loss, weights):
                break
        for name in weights:
            weights[name] *= -2.0
        weights["b2"] = np.zeros(1)
        return stopper.best_weights

    generator = np.random.default_rng(81)
    shapes = {"w1": (2, 3), "b1": (3,), "w2": (3, 1)}
    given = {name: generator.normal(size=shape) for name, shape in shapes.items()}
    change = {name: generator.normal(size=shape) for name, shape in shapes.items()}
    for losses, patience, best in (
        ([1.0, 0.5, 0.75, 0.25, 0.5, 0.5, 0.5], 2, 4),
        ([1.0, 2.0, 3.0, 4.0, 5.0], 3, 1),
        ([2.0, 1.5, 1.75, 1.0], 2, 4),
    ):
        expected = {name: w + best * change[name] for name, w in given.items()}
        check.call(best_weights, losses, patience, given, change).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 8. Ensembles
#
# Networks that start from different weights learn the same points by heart in different
# ways. Where they disagree, at least some are wrong, and their **average** is less sure
# of itself. What is averaged are the *probabilities*: softmax for each network first,
# then the mean over the networks.
#
# $$P_{nc} = \frac{1}{M} \sum_m \operatorname{softmax}(z_{mn})_c \qquad
# \operatorname{softmax}(z)_c = \frac{e^{z_c}}{\sum_k e^{z_k}}$$
#
# Two networks, one example, two classes: one is very sure and says (0.99, 0.01), the
# other says (0.3, 0.7). The average is (0.645, 0.355). The average of their logits
# would give (0.87, 0.13): the network that shouts would win.
#
# Logits may be as large as 1000, and $e^{1000}$ overflows. Subtract the largest logit
# of each network and example from its logits first; softmax stays the same.


# %% nbgrader={"grade_id": "ensemble_average", "solution": true}
def ensemble_average(logits: Float[np.ndarray, "M N C"]) -> Float[np.ndarray, "N C"]:
    """The average answer of several networks.

    Parameters
    ----------
    logits : of M networks, for N examples and C classes each; from -1000 to 1000

    Returns
    -------
    probabilities : the mean over the networks of their softmax probabilities

    The argument is not changed. Built by hand: not using torch, check.
    Source: Lakshminarayanan et al. 2017, section 2.4.
    """
    ### BEGIN SOLUTION
    exp = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return (exp / exp.sum(axis=-1, keepdims=True)).mean(axis=0)
    ### END SOLUTION


# %% [markdown]
# The picture compares five networks that differ in their first weights only, and the
# average of all five. Its gap is smaller than theirs on average, and you need not know
# which of the five is the lucky one.


# %% nbgrader={"grade_id": "see_ensemble_average", "show": true}
# Takes about 1 s
five_networks = [plain_weights, *(train_network(seed=seed)[0] for seed in range(2, 6))]


def ensemble_losses(average):
    """Losses of each network and of the ensemble, on training and on new points."""
    rows = []
    for x, y in (moons(np.random.default_rng(0), 40), NEW_POINTS):
        z = np.array([logits_of(weights, x) for weights in five_networks])
        shares = np.asarray(average(np.stack([np.zeros_like(z), z], -1)))
        right = shares[np.arange(len(y)), y.astype(int)]
        own = [loss_of(weights, (x, y)) for weights in five_networks]
        rows.append([*own, np.mean(-np.log(np.maximum(right, 1e-9)))])
    return np.array(rows)


def average_by_torch(logits):
    return torch.softmax(torch.tensor(logits), -1).mean(0).numpy()


def draw_ensemble(axes, losses):
    places = np.arange(6)
    axes.bar(places - 0.2, losses[0], 0.4, color="tab:blue", label="training points")
    axes.bar(places + 0.2, losses[1], 0.4, color="tab:red", label="new points")
    for i, gap in enumerate(losses[1] - losses[0]):
        words, height = f"gap\n{gap:.2f}", np.clip(losses[:, i].max(), 0, 1.5) + 0.04
        axes.text(i, height, words, ha="center", fontsize=7)
    axes.set_xticks(places, [*"12345", "all 5"])
    axes.set_ylim(0, 1.9)
    axes.set_xlabel("network")
    axes.set_ylabel("loss")
    axes.legend(loc="upper right", fontsize=7)


check.beside(
    target=lambda: ensemble_losses(average_by_torch),
    yours=lambda: ensemble_losses(ensemble_average),
    draw=draw_ensemble,
)


# %% nbgrader={"grade_id": "ensemble_average_by_hand", "points": 1}
# Visible test, 1 point: two networks, three examples, three classes
@check.test
def ensemble_average_by_hand():
    check.by_hand(ensemble_average, not_using="torch check")
    # the exponentials of the logits; the rows sum to 10, 20, 10 and to 20, 10, 40
    first = [[8.0, 1.0, 1.0], [4.0, 10.0, 6.0], [1.0, 1.0, 8.0]]
    second = [[4.0, 4.0, 12.0], [4.0, 5.0, 1.0], [12.0, 4.0, 24.0]]
    expected = [[0.5, 0.15, 0.35], [0.3, 0.5, 0.2], [0.2, 0.1, 0.7]]
    check.call(ensemble_average, np.log([first, second])).gives(expected)


# %% nbgrader={"grade_id": "ensemble_average_of_large_logits", "points": 1}
# Hidden test, 1 point: logits up to 1000 and -1000; one and many networks; float32
### BEGIN HIDDEN TESTS
@check.test
def ensemble_average_of_large_logits():
    generator = np.random.default_rng(82)
    for shape in ((4, 5, 3), (1, 2, 4), (6, 1, 2)):
        logits = generator.normal(scale=2, size=shape)
        level = 990 * generator.permutation(np.resize([1, -1, 0, 0.5, -0.5], shape[:2]))
        for given in (logits, logits + 990, logits - 990, logits + level[..., None]):
            expected = torch.softmax(torch.tensor(given), dim=-1).mean(dim=0)
            check.call(ensemble_average, given).gives(expected)
        single = logits.astype(np.float32)
        expected = torch.softmax(torch.tensor(single).double(), dim=-1).mean(dim=0)
        check.call(ensemble_average, single).gives(expected)
    given = np.array([[[1000.0, -1000.0, 999.0]], [[-1000.0, -999.0, -1000.0]]])
    expected = torch.softmax(torch.tensor(given), dim=-1).mean(dim=0)
    check.call(ensemble_average, given).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 9. Every cure side by side
#
# The same network, the same 40 points, the same first weights, and your code. Which
# cure would you take? In practice several: a little weight decay, some dropout, and
# early stopping always, as it costs some validation examples only. How strong each of
# them should be is decided on validation examples; so measure the end result on yet
# other ones.
#
# Each panel shows the two losses with one cure, and in gray the loss on new points
# without any.


# %% nbgrader={"grade_id": "see_every_cure", "show": true}
# Takes about 2 s
def with_your_decay():
    def step(w, gradient, average):
        return weight_decay_step(w, gradient, average, 0.003, 1.0, True)

    return train_network(step=step)[1]


def with_your_stop():
    stopper = EarlyStopping(patience=15)

    def stops(loss, weights):
        return stopper.update(loss, {str(i): w for i, w in enumerate(weights)})

    _, rows = train_network(stops=stops)
    points = moons(np.random.default_rng(0), 40)
    best = list(stopper.best_weights.values())
    losses = [loss_of(best, points), loss_of(best, NEW_POINTS)]
    return np.vstack([rows, [rows[-1, 0], *losses], [1000, *losses]])


def see_every_cure():
    cures = {
        "no cure": lambda: plain_rows,
        "L1 penalty, 0.002": lambda: train_network(
            penalty=lambda w: l1_penalty(w, 0.002)
        )[1],
        "L2 penalty, 0.01": lambda: train_network(
            penalty=lambda w: l2_penalty(w, 0.01)
        )[1],
        "decoupled weight decay, 1": with_your_decay,
        "dropout, 0.5": lambda: train_network(drop=drop_by_you())[1],
        "early stopping, and back to the best": with_your_stop,
    }
    _, panels = plt.subplots(2, 3, figsize=(12, 5.5), layout="constrained")
    for axes, (name, make) in zip(panels.flat, cures.items(), strict=True):
        axes.set_title(name, fontsize=10)
        outcome = check.attempt(make, (), {})
        if outcome.raised:
            missing = "NotImplementedError" in outcome.raised.types
            words = "not written yet" if missing else "your code raises an error"
            axes.text(0.5, 0.5, words, ha="center", transform=axes.transAxes)
        else:
            draw_losses(axes, outcome.value, plain_rows)
    plt.show()


see_every_cure()

# %% [markdown]
# ## Sources
#
# - I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press, 2016: over-
#   and underfitting (section 5.2, part 1), penalties (7.1, parts 2 and 3), early
#   stopping (7.8, part 7), averages of models (7.11, part 8), dropout (7.12).
# - I. Loshchilov and F. Hutter, *Decoupled weight decay regularization*, ICLR 2019:
#   part 4. RMSProp is from T. Tieleman and G. Hinton, lecture 6.5 of *Neural networks
#   for machine learning*, 2012.
# - N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and R. Salakhutdinov,
#   *Dropout: a simple way to prevent neural networks from overfitting*, JMLR 15, 2014:
#   parts 5 and 6.
# - L. Prechelt, *Early stopping - but when?*, in Neural networks: tricks of the trade,
#   Springer, 1998: part 7.
# - B. Lakshminarayanan, A. Pritzel and C. Blundell, *Simple and scalable predictive
#   uncertainty estimation using deep ensembles*, NeurIPS 2017: part 8.

# %% nbgrader={"grade_id": "see_summary", "show": true}
check.summary()
