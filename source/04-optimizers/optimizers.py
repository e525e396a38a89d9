# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Optimizers
#
# Backpropagation tells which way is downhill. An optimizer decides **how to walk**: how
# far, after looking at how many examples, and with what memory of the steps before.
# That memory is all that tells momentum, AdaGrad, RMSProp and Adam apart.
#
# You build an epoch of small steps, then five rules that remember, each of a few lines,
# and two schedules for the learning rate. Five steps of each of your rules then stand
# beside five steps of torch's.
#
# It takes 60 to 90 minutes; the pictures take about 3 seconds in all. Everything is
# built by hand with numpy: an answer that uses `torch.optim` or `check` (the
# autograder) loses the visible point of its exercise, and only that. No exercise needs
# your answer to another one. You may call your earlier functions; then their mistakes
# cost points here too.
#
# A visible test is the worked example only. The picture with five steps of each rule,
# after part 6, shows more of what the hidden tests look at. It does not show changing
# rates, tiny gradients and two states: for these read the docstrings.
#
# In a signature, `Float[np.ndarray, "N D"]` is an array of floats with N rows and D
# columns; equal letters mean equal lengths. `"*shape"` is any shape of one axis or
# more. A result may have any float dtype, and numpy's numbers are as good as Python's.

# %%
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch._dynamo  # torch.optim loads it at its first use: better here, once
from jaxtyping import Float

from autograder import check

# %% [markdown]
# ## The goal
#
# Left: every path starts at the same point of a long, narrow ravine and takes 40 steps.
# Across the ravine the ground is 100 times as curved as along it. Plain steps jump from
# wall to wall and hardly get on (longer ones would fly out of the ravine). The others
# come close to the minimum, each in its own way.
#
# Right: the loss along these paths, on a logarithmic scale. AdaGrad ends lowest here:
# the gradients fade, so the sum of their squares soon stops growing, its rates stay as
# they are, and no speed carries it past the minimum. (With noise, in part 3, it does
# less well.)


# %% nbgrader={"grade_id": "see_the_goal", "show": true}
torch.set_num_threads(1)  # on a busy machine several threads wait for each other


def slope_of_ravine(p):
    """The gradient of (x² + 100 y²) / 2."""
    return p * np.array([1.0, 100.0])


def torch_path(make, steps=40):
    """Where a torch optimizer walks in the ravine."""
    p = torch.tensor([-4.0, 0.5], dtype=torch.float64, requires_grad=True)
    optimizer, path = make([p]), [[-4.0, 0.5]]
    for _ in range(steps):
        p.grad = torch.tensor(slope_of_ravine(p.detach().numpy()))
        optimizer.step()
        path.append(p.tolist())
    return np.array(path)


def your_path(rule, steps=40):
    """Where one of your rules walks, `rule(p, g, state)`."""
    p, state = np.array([-4.0, 0.5]), {}
    path = [p]
    for _ in range(steps):
        p = np.array(rule(p, slope_of_ravine(p), state))
        path.append(p)
    return np.array(path)


def draw_paths(axes, paths):
    """The ravine with paths on it, by their names; what leaves the picture is cut."""
    across, up = np.meshgrid(np.linspace(-4.6, 2.2, 80), np.linspace(-0.75, 0.75, 60))
    height = (across**2 + 100 * up**2) / 2
    levels = [0.1, 0.5, 1.5, 4.0, 8.0, 14.0, 22.0]
    axes.contour(across, up, height, levels, colors="0.8", linewidths=0.7)
    for name, path in paths.items():
        axes.plot(path[:, 0], path[:, 1], ".-", markersize=3, linewidth=1, label=name)
    axes.plot(0, 0, "k*", markersize=9)
    axes.set_xlim(-4.6, 2.2)
    axes.set_ylim(-0.75, 0.75)
    axes.set_xlabel("along the ravine (★ the minimum)")
    axes.set_ylabel("across")
    axes.legend(fontsize=7, loc="upper right")


def see_the_goal():
    optim = torch.optim
    makers = {
        "plain steps": lambda ps: optim.SGD(ps, lr=0.0192),
        "momentum": lambda ps: optim.SGD(ps, lr=0.01, momentum=0.8),
        "AdaGrad": lambda ps: optim.Adagrad(ps, lr=0.6),
        "RMSProp": lambda ps: optim.RMSprop(ps, lr=0.1, alpha=0.9),
        "Adam": lambda ps: optim.Adam(ps, lr=0.25),
    }
    paths = {name: torch_path(make) for name, make in makers.items()}
    _, (left, right) = plt.subplots(1, 2, figsize=(11, 3.6), layout="constrained")
    draw_paths(left, paths)
    left.set_title("40 steps in a ravine")
    for name, path in paths.items():
        right.semilogy((path**2 @ [1.0, 100.0]) / 2, label=name)
    right.set_title("the height (the loss) along these paths")
    right.set_xlabel("step")
    right.set_ylabel("loss")
    right.legend(fontsize=7)
    plt.show()


see_the_goal()

# %% [markdown]
# ## 1. An epoch of small steps
#
# A step of gradient descent is $p \leftarrow p - \text{lr} \cdot g$: against the
# gradient $g$, since that points uphill. The loss is a mean over all examples, so one
# exact gradient costs a look at all of them. *Stochastic* gradient descent (SGD) takes
# the gradient of a few instead, a **minibatch**. That is less exact, but for the price
# of one exact step there are many. One walk through all examples is an *epoch*.
#
# Let an example be one number $x$, with the loss $\frac12 (p - x)^2$. Its gradient is
# $p - x$, so that of a batch is $p$ minus the batch's mean. With $p = 0$, lr 0.5, and
# the examples 2, 4, 6, 8, 10 in batches of 2, an epoch has three steps:
#
# | batch | its mean | gradient | new $p$ |
# |---|---|---|---|
# | 2, 4 | 3 | $0 - 3 = -3$ | $0 + 1.5 = 1.5$ |
# | 6, 8 | 7 | $1.5 - 7 = -5.5$ | $1.5 + 2.75 = 4.25$ |
# | 10 | 10 | $4.25 - 10 = -5.75$ | $4.25 + 2.875 = 7.125$ |
#
# Each gradient is taken where the step before has led. The last batch is smaller, and
# it counts like any other. (The examples were shuffled beforehand; you build that in
# 06-preprocessing.)


# %% nbgrader={"grade_id": "sgd_epoch", "solution": true}
def sgd_epoch(
    p: Float[np.ndarray, "*shape"],
    gradient: Callable,
    examples: Float[np.ndarray, "N *rest"],
    lr: float,
    batch_size: int,
) -> Float[np.ndarray, "*shape"]:
    """One walk through all examples, with one step for each minibatch.

    Parameters
    ----------
    p : the parameters before the epoch
    gradient : a function; `gradient(p, batch)` is the gradient at `p`, in its shape, of
        the *mean* loss over `batch`, which holds one or more of the examples
    examples : one row for each, N >= 1; they are used in this order
    lr : the learning rate
    batch_size : how many examples a batch has, at least 1; the last batch has those
        that are left, between 1 and `batch_size`

    Returns
    -------
    a new array, the parameters after the last batch; every example was used once

    No argument is changed. Built by hand: not using torch.optim, check.
    Source: Robbins and Monro 1951; Goodfellow et al. 2016, section 8.3.1.
    """
    ### BEGIN SOLUTION
    for start in range(0, len(examples), batch_size):
        p = p - lr * gradient(p, examples[start : start + batch_size])
    return p
    ### END SOLUTION


# %% [markdown]
# The picture shows one epoch over 64 points of a noisy line $y = a x + b$, drawn over
# the contours of the loss. The 13 steps with batches of 5 wander, but come near the
# bottom; the 4 steps with batches of 20 get part of the way, and the one exact step
# with all 64 not far.


# %% nbgrader={"grade_id": "see_sgd_epoch", "show": true}
def see_sgd_epoch():
    generator = np.random.default_rng(40)
    x = generator.normal(size=64)
    y = 1.5 * x + 1.0 + generator.normal(scale=0.6, size=64)
    points = np.stack([x, np.ones(64), y], axis=1)

    def gradient(p, batch):
        errors = batch[:, :2] @ p - batch[:, 2]
        return batch[:, :2].T @ errors / len(batch)

    def path(epoch, size):
        """The point after the first batch, the first two, ..., all."""
        start = np.array([-1.0, -0.8])
        ends = [*range(size, 64, size), 64]
        return np.array([start, *(epoch(start, points[:end], size) for end in ends)])

    def by_torch(start, some, size):
        p = torch.tensor(start).requires_grad_()
        optimizer = torch.optim.SGD([p], lr=0.3)
        for batch in torch.tensor(some).split(size):
            p.grad = torch.tensor(gradient(p.detach().numpy(), batch.numpy()))
            optimizer.step()
        return p.detach().numpy()

    def by_you(start, some, size):
        return np.array(sgd_epoch(start, gradient, some, 0.3, size))

    def draw(axes, paths):
        a, b = np.meshgrid(np.linspace(-1.3, 2.4, 60), np.linspace(-1.1, 1.9, 60))
        errors = a[..., None] * x + b[..., None] - y
        loss = (errors**2).mean(axis=-1) / 2
        axes.contour(a, b, loss, 12, colors="0.8", linewidths=0.7)
        for size, line in paths.items():
            label = f"batches of {size}"
            axes.plot(line[:, 0], line[:, 1], ".-", markersize=4, label=label)
        axes.set_xlim(-1.3, 2.4)
        axes.set_ylim(-1.1, 1.9)
        axes.set_xlabel("a")
        axes.set_ylabel("b")
        axes.legend(fontsize=7, loc="lower right")

    check.beside(
        target=lambda: {size: path(by_torch, size) for size in (5, 20, 64)},
        yours=lambda: {size: path(by_you, size) for size in (5, 20, 64)},
        draw=draw,
    )


see_sgd_epoch()


# %% nbgrader={"grade_id": "sgd_epoch_by_hand", "points": 1}
# Visible test, 1 point: the table above, in batches of 2 and then of 3
@check.test
def sgd_epoch_by_hand():
    @check.student_side
    def after_an_epoch(p, examples, lr, batch_size):
        def gradient(p, batch):
            return p - batch.mean(axis=0)

        return sgd_epoch(p, gradient, examples, lr, batch_size)

    check.by_hand(sgd_epoch, not_using="torch.optim check")
    p = np.array([0.0])
    examples = np.array([[2.0], [4.0], [6.0], [8.0], [10.0]])
    check.call(after_an_epoch, p, examples, 0.5, batch_size=2).gives([7.125])
    # in batches of 3 the means are 4 and 9: p is 2, then 5.5
    check.call(after_an_epoch, p, examples, 0.5, batch_size=3).gives([5.5])


# %% nbgrader={"grade_id": "sgd_epoch_batches", "points": 1}
# Hidden test, 1 point: batches that fit exactly, of one example, and larger than all
### BEGIN HIDDEN TESTS
@check.test
def sgd_epoch_batches():
    @check.student_side
    def after_an_epoch(w, examples, lr, batch_size):
        def gradient(w, batch):
            x, y = batch[:, :3], batch[:, 3:]
            return 2 * x.T @ (x @ w - y) / y.size

        return sgd_epoch(w, gradient, examples, lr, batch_size)

    generator = np.random.default_rng(42)
    w, examples = generator.normal(size=(3, 2)), generator.normal(size=(12, 5))
    for dtype, n, size in (
        (np.float64, 12, 4),
        (np.float64, 11, 4),
        (np.float32, 7, 1),
        (np.float64, 5, 9),
        (np.float64, 6, 6),
    ):
        some = examples[:n].astype(dtype)
        at = torch.tensor(w, requires_grad=True)
        optimizer = torch.optim.SGD([at], lr=0.15)
        for batch in torch.tensor(some, dtype=torch.float64).split(size):
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(batch[:, :3] @ at, batch[:, 3:]).backward()
            optimizer.step()
        expected = at.detach()
        given = w.astype(dtype)
        check.call(after_an_epoch, given, some, 0.15, size).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 2. Momentum, and a state to keep it in
#
# In a ravine the gradients across change sign at every step, those along it do not. So
# add them up: what changes sign cancels, what agrees grows. The sum is called the
# *velocity* $v$. It starts at 0, and a share $\mu$ of it survives each step:
#
# $$v \leftarrow \mu v + g \qquad p \leftarrow p - \text{lr} \cdot v$$
#
# Momentum remembers gradients. It does not touch the learning rate, which is the same
# at every step (unless the caller changes it: a schedule, parts 7 and 8).
#
# **Nesterov**'s variant looks one step ahead, where the velocity is about to lead. It
# keeps the same $v$ and steps with the new one:
# $p \leftarrow p - \text{lr}\,(g + \mu v)$.
#
# Two parameters with $p = (10, 0)$, $\mu = 0.5$, lr 0.25:
#
# | $g$ | $v$ | new $p$ |
# |---|---|---|
# | $(4, 1)$ | $(4, 1)$ | $(9, -0.25)$ |
# | $(2, 0)$ | $0.5 \cdot (4, 1) + (2, 0) = (4, 0.5)$ | $(8, -0.375)$ |
# | $(-6, 0)$ | $0.5 \cdot (4, 0.5) + (-6, 0) = (-4, 0.25)$ | $(9, -0.4375)$ |
#
# The second parameter rolls on although its gradient has gone. With Nesterov the first
# step goes along $(4, 1) + 0.5 \cdot (4, 1) = (6, 1.5)$, to $(8.5, -0.375)$.
#
# **Where does the memory live?** A function forgets its variables when it returns. So
# the caller hands in a dict, the `state` of these parameters. It is empty before the
# first step; you write into it what the next step will need, under keys of your choice,
# and the next call gets the same dict. A rule that only counts its steps would begin
# with `state["calls"] = state.get("calls", 0) + 1`.
#
# `state.get("calls", 0)` is what stands under that key, and 0 as long as nothing does
# (`state["calls"]` alone would be a KeyError in the first step). The 0 serves for
# arrays too: numpy adds it to any. And write *into* the dict: `state = {...}` would
# make another one, which the caller never sees.


# %% nbgrader={"grade_id": "momentum", "solution": true}
def momentum(
    p: Float[np.ndarray, "*shape"],
    g: Float[np.ndarray, "*shape"],
    state: dict,
    lr: float,
    mu: float = 0.9,
    nesterov: bool = False,
) -> Float[np.ndarray, "*shape"]:
    """One step of gradient descent with momentum.

    Parameters
    ----------
    p : the parameters
    g : the gradient of the loss at `p`
    state : what earlier steps of these parameters have left, {} before the first; other
        parameters have a state of their own. Put into it what the next step needs
    lr : the learning rate of this step; the next may have another one
    mu : the share of the velocity that survives, from 0 to below 1
    nesterov : whether to step along g + mu v, with the new velocity v, in place of v

    Returns
    -------
    a new array, the parameters after the step; v = mu v + g, which starts at 0

    `p` and `g` are not changed. Built by hand: not using torch.optim, check.
    Source: Polyak 1964; Sutskever et al. 2013 for Nesterov; in torch's form.
    """
    ### BEGIN SOLUTION
    v = mu * state.get("v", 0) + g
    state["v"] = v
    return p - lr * (g + mu * v if nesterov else v)
    ### END SOLUTION


# %% [markdown]
# The picture shows 40 steps in the ravine again. Momentum swings across and gets most
# of the way, Nesterov's variant calms down sooner, and plain steps (dotted) end
# halfway.


# %% nbgrader={"grade_id": "see_momentum", "show": true}
def see_momentum():
    kinds = {"momentum": False, "Nesterov": True}

    def by_torch(nesterov):
        settings = {"lr": 0.004, "momentum": 0.9, "nesterov": nesterov}
        return torch_path(lambda ps: torch.optim.SGD(ps, **settings))

    def by_you(nesterov):
        return your_path(lambda *step: momentum(*step, 0.004, 0.9, nesterov))

    plain = torch_path(lambda ps: torch.optim.SGD(ps, lr=0.0192))

    def draw(axes, paths):
        draw_paths(axes, paths)
        axes.plot(plain[:, 0], plain[:, 1], ":", color="0.6", label="plain steps")
        axes.legend(fontsize=7, loc="upper right")

    check.beside(
        target=lambda: {name: by_torch(kind) for name, kind in kinds.items()},
        yours=lambda: {name: by_you(kind) for name, kind in kinds.items()},
        draw=draw,
    )


see_momentum()


# %% nbgrader={"grade_id": "momentum_by_hand", "points": 1}
# Visible test, 1 point: the three steps of the table, and the first with Nesterov
@check.test
def momentum_by_hand():
    @check.student_side
    def steps_of_momentum(p, gradients, lr, mu, nesterov):
        state, points = {}, {}
        for number, g in enumerate(gradients, 1):
            new = momentum(p, g, state, lr, mu=mu, nesterov=nesterov)
            points[f"p after step {number}"] = new
            p = np.asarray(new, float)
        return points

    check.by_hand(momentum, not_using="torch.optim check")
    p, gradients = (
        np.array([10.0, 0.0]),
        np.array([[4.0, 1.0], [2.0, 0.0], [-6.0, 0.0]]),
    )
    expected = {
        "p after step 1": [9.0, -0.25],
        "p after step 2": [8.0, -0.375],
        "p after step 3": [9.0, -0.4375],
    }
    settings = {"lr": 0.25, "mu": 0.5}
    check.call(steps_of_momentum, p, gradients, **settings, nesterov=False).gives(
        expected
    )
    expected = {"p after step 1": [8.5, -0.375]}
    check.call(steps_of_momentum, p, gradients[:1], **settings, nesterov=True).gives(
        expected
    )


# %% nbgrader={"grade_id": "momentum_nesterov", "points": 1}
# Hidden test, 1 point: five steps with Nesterov beside torch's; float32
### BEGIN HIDDEN TESTS
@check.test
def momentum_nesterov():
    @check.student_side
    def steps_of_momentum(p, gradients, lr, mu):
        state, points = {}, {}
        for number, g in enumerate(gradients, 1):
            new = momentum(p, g, state, lr, mu=mu, nesterov=True)
            points[f"p after step {number}"] = new
            p = np.asarray(new, float)
        return points

    generator = np.random.default_rng(43)
    for dtype, shape, mu in ((np.float64, (2, 3), 0.8), (np.float32, (4,), 0.35)):
        p = generator.normal(size=shape).astype(dtype)
        gradients = generator.normal(size=(5, *shape)).astype(dtype)
        at = torch.tensor(p, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.SGD([at], lr=0.3, momentum=mu, nesterov=True)
        expected = {}
        for number, g in enumerate(gradients, 1):
            at.grad = torch.tensor(g, dtype=torch.float64)
            optimizer.step()
            expected[f"p after step {number}"] = at.detach().clone()
        check.call(steps_of_momentum, p, gradients, 0.3, mu).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "momentum_rate_changes", "points": 1}
# Hidden test, 1 point: the learning rate changes; two arrays with a state each
### BEGIN HIDDEN TESTS
@check.test
def momentum_rate_changes():
    @check.student_side
    def steps_of_two(p, q, gradients_of_p, gradients_of_q, rates, mu):
        states, points = ({}, {}), {}
        steps = zip(gradients_of_p, gradients_of_q, rates, strict=True)
        for number, (g, h, lr) in enumerate(steps, 1):
            new_p = momentum(p, g, states[0], lr, mu)
            new_q = momentum(q, h, states[1], lr, mu)
            points[f"after step {number}"] = [new_p, new_q]
            p, q = np.asarray(new_p, float), np.asarray(new_q, float)
        return points

    generator = np.random.default_rng(44)
    p, q = generator.normal(size=4), generator.normal(size=(3, 2))
    gradients = generator.normal(size=(5, 4)), generator.normal(size=(5, 3, 2))
    rates, mu = [0.5, 0.1, 0.2, 0.02, 0.3], 0.7
    at = [torch.tensor(array, requires_grad=True) for array in (p, q)]
    optimizer = torch.optim.SGD(at, lr=1.0, momentum=mu)
    expected = {}
    for number, (g, h, lr) in enumerate(zip(*gradients, rates, strict=True), 1):
        at[0].grad, at[1].grad = torch.tensor(g), torch.tensor(h)
        optimizer.param_groups[0]["lr"] = lr
        optimizer.step()
        expected[f"after step {number}"] = tuple(a.detach().clone() for a in at)
    check.call(steps_of_two, p, q, *gradients, rates, mu).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 3. AdaGrad: a rate for each parameter
#
# Some parameters get large gradients at every step, others small ones, or a gradient
# only now and then. One learning rate cannot suit them all. AdaGrad adds up the squares
# of the gradients, **each parameter on its own**, and divides by the root of that sum:
#
# $$s \leftarrow s + g^2 \qquad
# p \leftarrow p - \text{lr} \cdot \frac{g}{\sqrt{s} + \varepsilon}$$
#
# ($s$ starts at 0; squares, roots and the quotient are taken element by element.) What
# stands before $g$, $\text{lr} / (\sqrt{s} + \varepsilon)$, is the *effective* learning
# rate. The tiny $\varepsilon$ stands **beside** the root: it only keeps a parameter
# which never had a gradient from $0 / 0$.
#
# $p = (2, -1)$ with lr 0.5; the $\varepsilon$ is too small to be seen:
#
# | $g$ | $s$ | $g / \sqrt{s}$ | new $p$ |
# |---|---|---|---|
# | $(3, -0.6)$ | $(9, 0.36)$ | $(1, -1)$ | $(1.5, -0.5)$ |
# | $(4, -0.8)$ | $(25, 1)$ | $(0.8, -0.8)$ | $(1.1, -0.1)$ |
#
# A fifth of the gradient, the same steps. And since a sum of squares never falls, the
# effective rate never rises: with gradients of one size it goes as $1 / \sqrt{t}$.


# %% nbgrader={"grade_id": "adagrad", "solution": true}
def adagrad(
    p: Float[np.ndarray, "*shape"],
    g: Float[np.ndarray, "*shape"],
    state: dict,
    lr: float,
    eps: float = 1e-10,
) -> Float[np.ndarray, "*shape"]:
    """One step of AdaGrad.

    Parameters
    ----------
    p : the parameters
    g : the gradient of the loss at `p`
    state : what earlier steps of these parameters have left, {} before the first; other
        parameters have a state of their own. Put into it what the next step needs
    lr : the learning rate of this step; the next may have another one
    eps : added to the root, not under it; positive

    Returns
    -------
    a new array, the parameters after the step, by the formulas above: first
    update s, then divide

    `p` and `g` are not changed. Built by hand: not using torch.optim, check.
    Source: Duchi et al. 2011, in torch's form.
    """
    ### BEGIN SOLUTION
    s = state.get("s", 0) + g**2
    state["s"] = s
    return p - lr * g / (np.sqrt(s) + eps)
    ### END SOLUTION


# %% [markdown]
# The picture shows the effective rate in 1000 steps with random gradients, on a
# logarithmic scale. It falls to a fiftieth, and stays there when the gradients shrink
# to a tenth, at step 500.


# %% nbgrader={"grade_id": "see_adagrad", "show": true}
def noisy_gradients():
    """A thousand gradients; after 500 they are a tenth of what they were."""
    sizes = np.repeat([1.0, 0.1], 500)
    return sizes * np.random.default_rng(45).normal(size=1000)


def rates_of(take_step):
    """What each gradient is multiplied by; `take_step(g)` gives the new parameter."""
    gradients = noisy_gradients()
    points = [0.0, *(float(np.asarray(take_step(g)).ravel()[0]) for g in gradients)]
    return -np.diff(points) / gradients


def torch_rates(make):
    p = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = make([p])

    def take_step(g):
        p.grad = torch.full_like(p, g)
        optimizer.step()
        return p.detach().numpy().copy()

    return rates_of(take_step)


def your_rates(rule):
    p, state = np.zeros(1), {}

    def take_step(g):
        nonlocal p
        p = rule(p, np.array([g]), state)
        return p

    return rates_of(take_step)


def draw_rates(axes, rates):
    axes.semilogy(np.arange(1, 1001), np.abs(rates), label="effective rate")
    axes.axvline(500, color="0.6", linestyle=":", label="from here on g is a tenth")
    axes.set_ylim(3e-3, 30.0)
    axes.set_xlabel("step")
    axes.set_ylabel("step / gradient")
    axes.legend(fontsize=7, loc="upper right")


check.beside(
    target=lambda: torch_rates(lambda ps: torch.optim.Adagrad(ps, lr=0.5)),
    yours=lambda: your_rates(lambda *step: adagrad(*step, 0.5)),
    draw=draw_rates,
)


# %% nbgrader={"grade_id": "adagrad_by_hand", "points": 1}
# Visible test, 1 point: the two steps of the table
@check.test
def adagrad_by_hand():
    @check.student_side
    def steps_of_adagrad(p, gradients, lr):
        state, points = {}, {}
        for number, g in enumerate(gradients, 1):
            new = adagrad(p, g, state, lr)
            points[f"p after step {number}"] = new
            p = np.asarray(new, float)
        return points

    check.by_hand(adagrad, not_using="torch.optim check")
    p, gradients = np.array([2.0, -1.0]), np.array([[3.0, -0.6], [4.0, -0.8]])
    expected = {"p after step 1": [1.5, -0.5], "p after step 2": [1.1, -0.1]}
    check.call(steps_of_adagrad, p, gradients, lr=0.5).gives(expected)


# %% nbgrader={"grade_id": "adagrad_like_torch", "points": 1}
# Hidden test, 1 point: five steps beside torch's; tiny gradients, and none at all
### BEGIN HIDDEN TESTS
@check.test
def adagrad_like_torch():
    @check.student_side
    def steps_of_adagrad(p, gradients, rates, settings):
        state, points = {}, {}
        for number, (g, lr) in enumerate(zip(gradients, rates, strict=True), 1):
            new = adagrad(p, g, state, lr, **settings)
            points[f"p after step {number}"] = new
            p = np.asarray(new, float)
        return points

    generator = np.random.default_rng(46)
    rates = [0.5, 0.5, 0.1, 0.2, 0.4]
    for dtype, shape, settings in (
        (np.float64, (3, 2), {}),
        (np.float64, (4,), {"eps": 0.25}),
        (np.float32, (2, 2, 3), {"eps": 1e-6}),
    ):
        p = generator.normal(size=shape).astype(dtype)
        gradients = generator.normal(size=(5, *shape))
        gradients[..., 0] *= 1e-6
        gradients[:2, ..., 1] = 0.0
        gradients = gradients.astype(dtype)
        at = torch.tensor(p, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.Adagrad([at], lr=1.0, **settings)
        expected = {}
        for number, (g, lr) in enumerate(zip(gradients, rates, strict=True), 1):
            at.grad = torch.tensor(g, dtype=torch.float64)
            optimizer.param_groups[0]["lr"] = lr
            optimizer.step()
            expected[f"p after step {number}"] = at.detach().clone()
        check.call(steps_of_adagrad, p, gradients, rates, settings).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 4. RMSProp: squares that are forgotten
#
# A sum over the whole past makes AdaGrad slow for good. RMSProp keeps an **average** of
# the squares in which the past fades: of the old average $s$ a share $\alpha$ stays,
# and the new square gets the rest.
#
# $$s \leftarrow \alpha s + (1 - \alpha)\, g^2 \qquad
# p \leftarrow p - \text{lr} \cdot \frac{g}{\sqrt{s} + \varepsilon}$$
#
# ($s$ starts at 0, and $\varepsilon$ stands beside the root, as before.) With gradients
# of one size, $\sqrt{s}$ settles at that size and the effective rate stays level. When
# the gradients shrink, it even rises again.
#
# $p = (2, -1)$ with $\alpha = 0.75$ and lr 0.7:
#
# | $g$ | $s$ | $g / \sqrt{s}$ | new $p$ |
# |---|---|---|---|
# | $(16, -1.6)$ | $(64, 0.64)$ | $(2, -2)$ | $(0.6, 0.4)$ |
# | $(2, -0.2)$ | $(49, 0.49)$ | $(\frac27, -\frac27)$ | $(0.4, 0.6)$ |
#
# The first $s$ of the first parameter is $0.25 \cdot 16^2 = 64$; its second is
# $0.75 \cdot 64 + 0.25 \cdot 2^2 = 49$.


# %% nbgrader={"grade_id": "rmsprop", "solution": true}
def rmsprop(
    p: Float[np.ndarray, "*shape"],
    g: Float[np.ndarray, "*shape"],
    state: dict,
    lr: float,
    alpha: float = 0.99,
    eps: float = 1e-8,
) -> Float[np.ndarray, "*shape"]:
    """One step of RMSProp.

    Parameters
    ----------
    p : the parameters
    g : the gradient of the loss at `p`
    state : what earlier steps of these parameters have left, {} before the first; other
        parameters have a state of their own. Put into it what the next step needs
    lr : the learning rate of this step; the next may have another one
    alpha : the share of the old average that stays, from 0 to below 1
    eps : added to the root, not under it; positive

    Returns
    -------
    a new array, the parameters after the step, by the formulas above: first
    update s, then divide; there is no bias correction

    `p` and `g` are not changed. Built by hand: not using torch.optim, check.
    Source: Tieleman and Hinton 2012, in torch's form.
    """
    ### BEGIN SOLUTION
    s = alpha * state.get("s", 0) + (1 - alpha) * g**2
    state["s"] = s
    return p - lr * g / (np.sqrt(s) + eps)
    ### END SOLUTION


# %% [markdown]
# The picture shows the effective rate for the same gradients, with AdaGrad's in gray.
# It stays level until the gradients shrink to a tenth, at step 500; then it rises.


# %% nbgrader={"grade_id": "see_rmsprop", "show": true}
def see_rmsprop():
    of_adagrad = torch_rates(lambda ps: torch.optim.Adagrad(ps, lr=0.5))

    def draw(axes, rates):
        axes.plot(np.arange(1, 1001), np.abs(of_adagrad), color="0.7", label="AdaGrad")
        draw_rates(axes, rates)

    check.beside(
        target=lambda: torch_rates(lambda ps: torch.optim.RMSprop(ps, lr=0.05)),
        yours=lambda: your_rates(lambda *step: rmsprop(*step, 0.05)),
        draw=draw,
    )


see_rmsprop()


# %% nbgrader={"grade_id": "rmsprop_by_hand", "points": 1}
# Visible test, 1 point: the two steps of the table
@check.test
def rmsprop_by_hand():
    @check.student_side
    def steps_of_rmsprop(p, gradients, lr, alpha):
        state, points = {}, {}
        for number, g in enumerate(gradients, 1):
            new = rmsprop(p, g, state, lr, alpha=alpha)
            points[f"p after step {number}"] = new
            p = np.asarray(new, float)
        return points

    check.by_hand(rmsprop, not_using="torch.optim check")
    p, gradients = np.array([2.0, -1.0]), np.array([[16.0, -1.6], [2.0, -0.2]])
    expected = {"p after step 1": [0.6, 0.4], "p after step 2": [0.4, 0.6]}
    check.call(steps_of_rmsprop, p, gradients, lr=0.7, alpha=0.75).gives(expected)


# %% nbgrader={"grade_id": "rmsprop_like_torch", "points": 1}
# Hidden test, 1 point: five steps beside torch's; tiny gradients, and none at all
### BEGIN HIDDEN TESTS
@check.test
def rmsprop_like_torch():
    @check.student_side
    def steps_of_rmsprop(p, gradients, rates, settings):
        state, points = {}, {}
        for number, (g, lr) in enumerate(zip(gradients, rates, strict=True), 1):
            new = rmsprop(p, g, state, lr, **settings)
            points[f"p after step {number}"] = new
            p = np.asarray(new, float)
        return points

    generator = np.random.default_rng(47)
    rates = [0.5, 0.5, 0.1, 0.2, 0.4]
    for dtype, shape, settings in (
        (np.float64, (3, 2), {}),
        (np.float64, (4,), {"alpha": 0.4, "eps": 0.25}),
        (np.float32, (2, 2, 3), {"alpha": 0.9, "eps": 1e-6}),
    ):
        p = generator.normal(size=shape).astype(dtype)
        gradients = generator.normal(size=(5, *shape))
        gradients[..., 0] *= 1e-6
        gradients[:2, ..., 1] = 0.0
        gradients = gradients.astype(dtype)
        at = torch.tensor(p, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.RMSprop([at], lr=1.0, **settings)
        expected = {}
        for number, (g, lr) in enumerate(zip(gradients, rates, strict=True), 1):
            at.grad = torch.tensor(g, dtype=torch.float64)
            optimizer.param_groups[0]["lr"] = lr
            optimizer.step()
            expected[f"p after step {number}"] = at.detach().clone()
        check.call(steps_of_rmsprop, p, gradients, rates, settings).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 5. Adam: both, without the slow start
#
# Adam keeps two fading averages: $m$ of the gradients, as momentum does, and $v$ of
# their squares, as RMSProp does. (As in the paper, $v$ is no velocity here.)
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1)\, g \qquad
# v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2$$
#
# Both start at 0, and so they are too small at first: with $\beta_2 = 0.999$, the first
# $v$ is a thousandth of $g^2$. In step $t$, **counted from 1**, the weights of all
# gradients so far add up to $1 - \beta^t$. Dividing by that makes them true averages,
# which is called *bias correction*:
#
# $$\hat m = \frac{m}{1 - \beta_1^t} \qquad \hat v = \frac{v}{1 - \beta_2^t} \qquad
# p \leftarrow p - \text{lr} \cdot \frac{\hat m}{\sqrt{\hat v} + \varepsilon}$$
#
# The state keeps $m$ and $v$ as they are, uncorrected. $\varepsilon$ is added last, to
# the root of the corrected $\hat v$.
#
# One parameter, $p = 1$, with $\beta_1 = 0.6$, $\beta_2 = 0.5$, lr 0.24:
#
# | | $t = 1$ | $t = 2$ |
# |---|---|---|
# | $g$ | 5 | -1 |
# | $m$ | $0.4 \cdot 5 = 2$ | $0.6 \cdot 2 + 0.4 \cdot (-1) = 0.8$ |
# | $v$ | $0.5 \cdot 25 = 12.5$ | $0.5 \cdot 12.5 + 0.5 \cdot 1 = 6.75$ |
# | $\hat m$ | $2 / 0.4 = 5$ | $0.8 / (1 - 0.36) = 1.25$ |
# | $\hat v$ | $12.5 / 0.5 = 25$ | $6.75 / (1 - 0.25) = 9$ |
# | step | $0.24 \cdot 5 / 5 = 0.24$ | $0.24 \cdot 1.25 / 3 = 0.1$ |
# | new $p$ | 0.76 | 0.66 |
#
# The first step has the length lr, whatever the size of the gradient.


# %% nbgrader={"grade_id": "adam", "solution": true}
def adam(
    p: Float[np.ndarray, "*shape"],
    g: Float[np.ndarray, "*shape"],
    state: dict,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
) -> Float[np.ndarray, "*shape"]:
    """One step of Adam.

    Parameters
    ----------
    p : the parameters
    g : the gradient of the loss at `p`
    state : what earlier steps of these parameters have left, {} before the first; other
        parameters have a state of their own. Put into it what the next step needs
    lr : the learning rate of this step; the next may have another one
    betas : the share of the old average of the gradients that stays, and that of their
        squares, each from 0 to below 1
    eps : added to the root of the corrected average, not under it; positive

    Returns
    -------
    a new array, the parameters after the step, by the formulas above

    `p` and `g` are not changed. Built by hand: not using torch.optim, check.
    Source: Kingma and Ba 2015, algorithm 1.
    """
    ### BEGIN SOLUTION
    t = state.get("t", 0) + 1
    m = betas[0] * state.get("m", 0) + (1 - betas[0]) * g
    v = betas[1] * state.get("v", 0) + (1 - betas[1]) * g**2
    state.update(t=t, m=m, v=v)
    m_hat, v_hat = m / (1 - betas[0] ** t), v / (1 - betas[1] ** t)
    return p - lr * m_hat / (np.sqrt(v_hat) + eps)
    ### END SOLUTION


# %% [markdown]
# The picture shows 40 steps of Adam in the ravine, with two rates, both in wide bends:
# with lr 0.1 it is still on its way, with 0.25 it runs past the minimum and turns back.


# %% nbgrader={"grade_id": "see_adam", "show": true}
def see_adam():
    rates = (0.1, 0.25)

    def by_torch(lr):
        return torch_path(lambda ps: torch.optim.Adam(ps, lr=lr))

    def by_you(lr):
        return your_path(lambda *step: adam(*step, lr))

    check.beside(
        target=lambda: {f"lr {lr}": by_torch(lr) for lr in rates},
        yours=lambda: {f"lr {lr}": by_you(lr) for lr in rates},
        draw=draw_paths,
    )


see_adam()


# %% nbgrader={"grade_id": "adam_by_hand", "points": 1}
# Visible test, 1 point: the table; its mirror image with a tenth of the gradients
@check.test
def adam_by_hand():
    @check.student_side
    def steps_of_adam(p, gradients, lr, betas):
        state, points = {}, {}
        for number, g in enumerate(gradients, 1):
            new = adam(p, g, state, lr, betas=betas)
            points[f"p after step {number}"] = new
            p = np.asarray(new, float)
        return points

    check.by_hand(adam, not_using="torch.optim check")
    p, gradients = np.array([1.0, -1.0]), np.array([[5.0, -0.5], [-1.0, 0.1]])
    expected = {"p after step 1": [0.76, -0.76], "p after step 2": [0.66, -0.66]}
    check.call(steps_of_adam, p, gradients, lr=0.24, betas=(0.6, 0.5)).gives(expected)


# %% nbgrader={"grade_id": "adam_like_torch", "points": 2}
# Hidden test, 2 points: five steps of two arrays, a state each, beside torch's
### BEGIN HIDDEN TESTS
@check.test
def adam_like_torch():
    @check.student_side
    def steps_of_two(p, q, gradients_of_p, gradients_of_q, rates, settings):
        states, points = ({}, {}), {}
        steps = zip(gradients_of_p, gradients_of_q, rates, strict=True)
        for number, (g, h, lr) in enumerate(steps, 1):
            new_p = adam(p, g, states[0], lr, **settings)
            new_q = adam(q, h, states[1], lr, **settings)
            points[f"after step {number}"] = [new_p, new_q]
            p, q = np.asarray(new_p, float), np.asarray(new_q, float)
        return points

    generator = np.random.default_rng(48)
    rates = [0.5, 0.5, 0.1, 0.2, 0.4]
    for dtype, settings in (
        (np.float64, {}),
        (np.float64, {"betas": (0.3, 0.8)}),
        (np.float32, {"betas": (0.8, 0.5)}),
    ):
        arrays, gradients = [], []
        for shape in ((3,), (2, 3)):
            arrays.append(generator.normal(size=shape).astype(dtype))
            sizes = generator.uniform(0.5, 2.0, size=(5, *shape))
            signs = generator.choice([-1.0, 1.0], size=(5, *shape))
            gradients.append((sizes * signs).astype(dtype))
        at = [torch.tensor(a, dtype=torch.float64, requires_grad=True) for a in arrays]
        optimizer = torch.optim.Adam(at, lr=1.0, **settings)
        expected = {}
        for number, (g, h, lr) in enumerate(zip(*gradients, rates, strict=True), 1):
            at[0].grad = torch.tensor(g, dtype=torch.float64)
            at[1].grad = torch.tensor(h, dtype=torch.float64)
            optimizer.param_groups[0]["lr"] = lr
            optimizer.step()
            expected[f"after step {number}"] = tuple(a.detach().clone() for a in at)
        check.call(steps_of_two, *arrays, *gradients, rates, settings).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "adam_tiny_gradients", "points": 1}
# Hidden test, 1 point: gradients as small as eps, and none at all
### BEGIN HIDDEN TESTS
@check.test
def adam_tiny_gradients():
    @check.student_side
    def steps_of_adam(p, gradients, lr, settings):
        state, points = {}, {}
        for number, g in enumerate(gradients, 1):
            new = adam(p, g, state, lr, **settings)
            points[f"p after step {number}"] = new
            p = np.asarray(new, float)
        return points

    p = np.array([0.5, -1.5, 2.0])
    gradients = np.array([[2e-8, 0.0, -1e-6], [-1e-8, 0.0, 3e-6], [4e-8, 0.0, 2e-7]])
    for settings in ({}, {"betas": (0.5, 0.9), "eps": 1e-6}):
        at = torch.tensor(p, requires_grad=True)
        optimizer = torch.optim.Adam([at], lr=0.3, **settings)
        expected = {}
        for number, g in enumerate(gradients, 1):
            at.grad = torch.tensor(g)
            optimizer.step()
            expected[f"p after step {number}"] = at.detach().clone()
        check.call(steps_of_adam, p, gradients, 0.3, settings).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 6. AdamW: decay that stays outside
#
# *Weight decay* pulls every weight a little towards 0, against overfitting. With plain
# steps there are two ways to get it, and they are the same: shrink $p$ by the factor
# $1 - \text{lr} \cdot \lambda$, or add $\lambda p$ to the gradient (an L2 penalty in
# the loss). With Adam they are **not** the same. What is added to the gradient gets
# divided by $\sqrt{\hat v}$ as well, so the weights with the largest gradients would
# hardly decay at all.
#
# AdamW shrinks first, and then takes Adam's step, with the gradient as it is:
#
# $$p \leftarrow p - \text{lr} \cdot \lambda \cdot p \qquad\text{then}\qquad
# p \leftarrow p - \text{lr} \cdot \frac{\hat m}{\sqrt{\hat v} + \varepsilon}$$
#
# Take part 5's example, with $\lambda = 1.25$: so $\text{lr} \cdot \lambda = 0.3$, and
# 0.7 of $p$ is left before each of the steps 0.24 and 0.1.
#
# - $p = 1$ becomes $0.7 - 0.24 = 0.46$, and then $0.7 \cdot 0.46 - 0.1 = 0.222$.
# - $p = 3$ with the gradients $-0.5$ and $0.1$, a tenth with the other sign, takes the
#   same steps upwards: $2.1 + 0.24 = 2.34$, and then $0.7 \cdot 2.34 + 0.1 = 1.738$.
#
# If you call your `adam` here, a mistake in it shows here too. So the visible test
# looks first at steps without decay: where these are wrong, look at Adam's part.


# %% nbgrader={"grade_id": "adamw", "solution": true}
def adamw(
    p: Float[np.ndarray, "*shape"],
    g: Float[np.ndarray, "*shape"],
    state: dict,
    lr: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.01,
) -> Float[np.ndarray, "*shape"]:
    """One step of AdamW: p -= lr weight_decay p, then a step of Adam.

    Parameters
    ----------
    p : the parameters
    g : the gradient of the loss at `p` (before the decay)
    state : what earlier steps of these parameters have left, {} before the first; other
        parameters have a state of their own. Put into it what the next step needs
    lr : the learning rate of this step, for both parts; the next may have another one
    betas, eps : as in `adam`
    weight_decay : the factor called lambda above, at least 0

    Returns
    -------
    a new array, the parameters after the step; the decay enters neither average

    `p` and `g` are not changed. Built by hand: not using torch.optim, check.
    Source: Loshchilov and Hutter 2019, in torch's form.
    """
    ### BEGIN SOLUTION
    p = p - lr * weight_decay * p
    t = state.get("t", 0) + 1
    m = betas[0] * state.get("m", 0) + (1 - betas[0]) * g
    v = betas[1] * state.get("v", 0) + (1 - betas[1]) * g**2
    state.update(t=t, m=m, v=v)
    m_hat, v_hat = m / (1 - betas[0] ** t), v / (1 - betas[1] ** t)
    return p - lr * m_hat / (np.sqrt(v_hat) + eps)
    ### END SOLUTION


# %% [markdown]
# The picture shows 200 steps with gradients that are nothing but noise, 100 times as
# large for one weight as for the other. Both shrink alike, near the dotted lines of the
# decay alone.


# %% nbgrader={"grade_id": "see_adamw", "show": true}
def see_adamw():
    noise = np.random.default_rng(49).normal(size=(200, 2)) * [1.0, 0.01]
    start, lr, decay = np.array([3.0, 2.0]), 0.01, 1.0

    def by_torch():
        p = torch.tensor(start, requires_grad=True)
        optimizer = torch.optim.AdamW([p], lr=lr, weight_decay=decay)
        path = [start]
        for g in noise:
            p.grad = torch.tensor(g)
            optimizer.step()
            path.append(p.detach().numpy().copy())
        return np.array(path)

    def by_you():
        p, state = start, {}
        path = [p]
        for g in noise:
            p = np.array(adamw(p, g, state, lr, weight_decay=decay))
            path.append(p)
        return np.array(path)

    def draw(axes, path):
        alone = start * (1 - lr * decay) ** np.arange(201)[:, None]
        axes.plot(alone, "k:", linewidth=0.8, label=["the decay alone", None])
        axes.plot(path[:, 0], label="weight with large gradients")
        axes.plot(path[:, 1], label="weight with small gradients")
        axes.set_ylim(0.0, 4.2)
        axes.set_xlabel("step")
        axes.set_ylabel("weight")
        axes.legend(fontsize=7, loc="upper right")

    check.beside(target=by_torch, yours=by_you, draw=draw)


see_adamw()


# %% nbgrader={"grade_id": "adamw_by_hand", "points": 1}
# Visible test, 1 point: Adam's step alone (no decay), then the example, two steps
@check.test
def adamw_by_hand():
    @check.student_side
    def steps_of_adamw(p, gradients, lr, betas, weight_decay):
        state, points = {}, {}
        for number, g in enumerate(gradients, 1):
            new = adamw(p, g, state, lr, betas=betas, weight_decay=weight_decay)
            of = "p" if weight_decay else "by Adam alone: p"
            points[f"{of} after step {number}"] = new
            p = np.asarray(new, float)
        return points

    check.by_hand(adamw, not_using="torch.optim check")
    p, gradients = np.array([1.0, 3.0]), np.array([[5.0, -0.5], [-1.0, 0.1]])
    settings = {"lr": 0.24, "betas": (0.6, 0.5)}
    expected = {
        "by Adam alone: p after step 1": [0.76, 3.24],
        "by Adam alone: p after step 2": [0.66, 3.34],
    }
    check.call(steps_of_adamw, p, gradients, **settings, weight_decay=0.0).gives(
        expected
    )
    expected = {"p after step 1": [0.46, 2.34], "p after step 2": [0.222, 1.738]}
    check.call(steps_of_adamw, p, gradients, **settings, weight_decay=1.25).gives(
        expected
    )


# %% nbgrader={"grade_id": "adamw_like_torch", "points": 1}
# Hidden test, 1 point: five steps beside torch's, at changing rates; float32
### BEGIN HIDDEN TESTS
@check.test
def adamw_like_torch():
    @check.student_side
    def steps_of_adamw(p, gradients, rates, settings):
        state, points = {}, {}
        for number, (g, lr) in enumerate(zip(gradients, rates, strict=True), 1):
            new = adamw(p, g, state, lr, **settings)
            points[f"p after step {number}"] = new
            p = np.asarray(new, float)
        return points

    generator = np.random.default_rng(50)
    rates = [0.5, 0.5, 0.1, 0.2, 0.4]
    for dtype, shape, settings in (
        (np.float64, (4,), {"betas": (0.3, 0.8), "weight_decay": 0.5}),
        (np.float64, (2, 3), {}),
        (np.float32, (3, 2), {"betas": (0.8, 0.5), "weight_decay": 0.2}),
    ):
        p = generator.normal(size=shape).astype(dtype)
        sizes = generator.uniform(0.5, 2.0, size=(5, *shape))
        signs = generator.choice([-1.0, 1.0], size=(5, *shape))
        gradients = (sizes * signs).astype(dtype)
        at = torch.tensor(p, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.AdamW([at], lr=1.0, **settings)
        expected = {}
        for number, (g, lr) in enumerate(zip(gradients, rates, strict=True), 1):
            at.grad = torch.tensor(g, dtype=torch.float64)
            optimizer.param_groups[0]["lr"] = lr
            optimizer.step()
            expected[f"p after step {number}"] = at.detach().clone()
        check.call(steps_of_adamw, p, gradients, rates, settings).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "adamw_tiny_gradients", "points": 1}
# Hidden test, 1 point: gradients as small as eps, and none at all: decay alone
### BEGIN HIDDEN TESTS
@check.test
def adamw_tiny_gradients():
    @check.student_side
    def steps_of_adamw(p, gradients, lr, settings):
        state, points = {}, {}
        for number, g in enumerate(gradients, 1):
            new = adamw(p, g, state, lr, **settings)
            points[f"p after step {number}"] = new
            p = np.asarray(new, float)
        return points

    p = np.array([0.5, -1.5, 2.0])
    gradients = np.array([[2e-8, 0.0, -1e-6], [-1e-8, 0.0, 3e-6], [4e-8, 0.0, 2e-7]])
    for settings in ({"weight_decay": 0.4}, {"betas": (0.5, 0.9), "eps": 1e-6}):
        at = torch.tensor(p, requires_grad=True)
        optimizer = torch.optim.AdamW([at], lr=0.3, **settings)
        expected = {}
        for number, g in enumerate(gradients, 1):
            at.grad = torch.tensor(g)
            optimizer.step()
            expected[f"p after step {number}"] = at.detach().clone()
        check.call(steps_of_adamw, p, gradients, 0.3, settings).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## Five steps of each, beside torch's
#
# The picture has three parameters, five steps, and the same gradients for everybody.
# Lines are torch's, crosses are yours; above each panel stands how far apart they are
# at most. Rounding leaves about $10^{-16}$; $10^{-9}$ or $10^{-7}$ is no rounding: look
# where your $\varepsilon$ stands.


# %% nbgrader={"grade_id": "see_five_steps", "show": true}
def see_five_steps():
    optim = torch.optim
    rules = {
        "momentum": (
            lambda ps: optim.SGD(ps, lr=0.1, momentum=0.9),
            lambda *step: momentum(*step, 0.1),
        ),
        "Nesterov": (
            lambda ps: optim.SGD(ps, lr=0.1, momentum=0.9, nesterov=True),
            lambda *step: momentum(*step, 0.1, nesterov=True),
        ),
        "AdaGrad": (
            lambda ps: optim.Adagrad(ps, lr=0.5),
            lambda *step: adagrad(*step, 0.5),
        ),
        "RMSProp": (
            lambda ps: optim.RMSprop(ps, lr=0.2, alpha=0.6),
            lambda *step: rmsprop(*step, 0.2, alpha=0.6),
        ),
        "Adam": (lambda ps: optim.Adam(ps, lr=0.3), lambda *step: adam(*step, 0.3)),
        "AdamW": (
            lambda ps: optim.AdamW(ps, lr=0.3, weight_decay=0.5),
            lambda *step: adamw(*step, 0.3, weight_decay=0.5),
        ),
    }
    start = np.array([1.0, 0.0, -1.0])
    gradients = np.random.default_rng(51).normal(size=(5, 3)) + [0.5, -0.5, 0.0]

    def by_torch(make):
        p = torch.tensor(start, requires_grad=True)
        optimizer, path = make([p]), [start]
        for g in gradients:
            p.grad = torch.tensor(g)
            optimizer.step()
            path.append(p.detach().numpy().copy())
        return np.array(path)

    def by_you(rule):
        p, state = start, {}
        path = [p]
        for g in gradients:
            p = np.array(rule(p, g, state), float)
            path.append(p)
        return np.array(path)

    _, panels = plt.subplots(2, 3, figsize=(10, 4.6), sharex=True, layout="constrained")
    for axes, (name, (make, rule)) in zip(panels.flat, rules.items(), strict=True):
        target = by_torch(make)
        axes.plot(target, linewidth=1)
        axes.set_ylim(target.min() - 0.3, target.max() + 0.3)
        outcome = check.attempt(by_you, (rule,), {})
        if outcome.raised and "NotImplementedError" in outcome.raised.types:
            says = "not written yet"
        elif outcome.raised:
            says = f"yours raised {outcome.raised.types[0]}"
        elif outcome.value.shape != target.shape:
            says = "yours has another shape"
        else:
            for column, path in enumerate(outcome.value.T):
                axes.plot(path, "x", color=f"C{column}")
            says = f"apart by {np.abs(outcome.value - target).max():.1g}"
        axes.set_title(f"{name}: {says}", fontsize=10)
    for axes in panels[1]:
        axes.set_xlabel("step")
    for axes in panels[:, 0]:
        axes.set_ylabel("parameters")
    plt.show()


see_five_steps()

# %% [markdown]
# ## 7. A schedule: warm up, then cool down
#
# Far from the minimum, long steps save time; near it, they jump about. So the rate
# should fall over the training, and a popular way is along half a wave of the cosine.
# But the first steps are risky too: the weights are random and Adam's averages know few
# gradients. So the rate *warms up* first, in equal parts:
#
# $$\text{lr} = \begin{cases}
# \text{base} \cdot (\text{step} + 1) \,/\, \text{warmup}
# & \text{if step} < \text{warmup} \\[1ex]
# \text{minimum} + (\text{base} - \text{minimum}) \cdot (1 + \cos \pi u) \,/\, 2
# & \text{otherwise}
# \end{cases}$$
#
# with $u = (\text{step} - \text{warmup}) \,/\, (\text{total} - \text{warmup})$.
#
# Steps are counted from 0. The $+ 1$ is there since a first step with rate 0 would be
# wasted. $u$ is the share of the cooling that is over: 0 at the end of the warm-up, 1
# at step `total`. From there on the rate stays at the minimum.
#
# With base 0.8, warmup 4, total 10, minimum 0.3:
#
# | step | 0 | 1 | 2 | 3 | 4 | 6 | 7 | 8 | 10 | 11 |
# |---|---|---|---|---|---|---|---|---|---|---|
# | $u$ | | | | | $0$ | $\frac13$ | $\frac12$ | $\frac23$ | $1$ | |
# | $(1 + \cos \pi u) / 2$ | | | | | 1 | 0.75 | 0.5 | 0.25 | 0 | |
# | lr | 0.2 | 0.4 | 0.6 | 0.8 | 0.8 | 0.675 | 0.55 | 0.425 | 0.3 | 0.3 |


# %% nbgrader={"grade_id": "cosine_with_warmup", "solution": true}
def cosine_with_warmup(
    step: int, base: float, warmup: int, total: int, minimum: float = 0.0
) -> float:
    """The learning rate of a step.

    Parameters
    ----------
    step : the number of the step, from 0 on; it may be `total` or larger
    base : the rate at the end of the warm-up
    warmup : the number of steps of the warm-up, which begins with base / warmup; with 0
        there is none, and step 0 has the rate `base`
    total : the step at which the rate has come down to `minimum`; more than `warmup`
    minimum : the rate from `total` on, at most `base`; it plays no part in the warm-up

    Returns
    -------
    lr : one number, by the formula above

    Built by hand: not using torch.optim, check.
    Source: Loshchilov and Hutter 2017 (cosine); Goyal et al. 2017 (warm-up).
    """
    ### BEGIN SOLUTION
    if step < warmup:
        return base * (step + 1) / warmup
    share = min((step - warmup) / (total - warmup), 1)
    return minimum + (base - minimum) * (1 + np.cos(np.pi * share)) / 2
    ### END SOLUTION


# %% [markdown]
# In the picture, with base 0.8, warmup 8, total 40, minimum 0.1, the rate climbs in a
# straight line to 0.8 at step 7, stays there for step 8, falls along half a wave, and
# is 0.1 from step 40 on.


# %% nbgrader={"grade_id": "see_cosine_with_warmup", "show": true}
def see_cosine_with_warmup():
    def by_formula(step):
        warm = 0.8 * np.minimum((step + 1) / 8, 1)
        cooling = 0.35 * np.cos(np.pi * np.clip((step - 8) / 32, 0, 1)) + 0.45
        return np.where(step < 8, warm, cooling)

    def by_you(step):
        return [cosine_with_warmup(int(s), 0.8, 8, 40, 0.1) for s in step]

    def draw(axes, rates):
        axes.plot(steps, rates, ".-")
        axes.axvline(8, color="0.6", linestyle=":", label="warmup = 8")
        axes.axvline(40, color="0.6", linestyle="--", label="total = 40")
        axes.set_ylim(0.0, 0.95)
        axes.set_xlabel("step")
        axes.set_ylabel("learning rate")
        axes.legend(fontsize=7, loc="upper right")

    steps = np.arange(50)
    check.beside(
        target=lambda: by_formula(steps), yours=lambda: by_you(steps), draw=draw
    )


see_cosine_with_warmup()


# %% nbgrader={"grade_id": "cosine_by_hand", "points": 1}
# Visible test, 1 point: the steps 1, 3, 4, 8 and 10 of the table
@check.test
def cosine_by_hand():
    check.by_hand(cosine_with_warmup, not_using="torch.optim check")
    settings = {"base": 0.8, "warmup": 4, "total": 10, "minimum": 0.3}
    check.call(cosine_with_warmup, 1, **settings).gives(0.4)
    check.call(cosine_with_warmup, 3, **settings).gives(0.8)
    check.call(cosine_with_warmup, 4, **settings).gives(0.8)
    check.call(cosine_with_warmup, 8, **settings).gives(0.425)
    check.call(cosine_with_warmup, 10, **settings).gives(0.3)


# %% nbgrader={"grade_id": "cosine_edges", "points": 1}
# Hidden test, 1 point: no warm-up, a warm-up of one step, and steps beyond the end
### BEGIN HIDDEN TESTS
@check.test
def cosine_edges():
    def by_torch(base, warmup, total, minimum, steps):
        optimizer = torch.optim.SGD([torch.zeros(1)], lr=base)
        cosine = torch.optim.lr_scheduler.CosineAnnealingLR(
            optimizer, total - warmup, eta_min=minimum
        )
        rates = [base / warmup * (i + 1) for i in range(warmup)]
        for _ in range(total - warmup):
            rates += cosine.get_last_lr()
            optimizer.step()
            cosine.step()
        return rates + [minimum] * (steps - total)

    for base, warmup, total, minimum in (
        (0.3, 2, 9, 0.2),
        (2.0, 5, 7, 0.05),
        (0.5, 1, 6, 0.0),
        (0.4, 0, 6, 0.1),
    ):
        expected = by_torch(base, warmup, total, minimum, 17)
        for step in (6, 1, 0, 4, 5, 7, 8, 9, 10, 16):
            check.call(cosine_with_warmup, step, base, warmup, total, minimum).gives(
                expected[step]
            )
    check.call(cosine_with_warmup, 5, base=0.4, warmup=2, total=6).gives(
        0.2 * (1 - np.sqrt(0.5))
    )


### END HIDDEN TESTS

# %% [markdown]
# ## 8. A schedule that watches the loss
#
# A cosine has to know beforehand how long the training takes. The other way: keep the
# rate while the validation loss falls, and reduce it when the loss is stuck, on a
# *plateau*. The loss only decides **when**; it is compared with the best so far, and
# its size plays no part in the rate.
#
# Each epoch brings a loss. If it is **below the best so far**, it is the new best, and
# the count of bad epochs starts again at 0. Otherwise the epoch is bad, also if it
# equals the best. `patience` bad epochs in a row are forgiven. With one more, the rate
# is multiplied by `factor`, but never below `minimum`; the count starts again at 0, and
# the best stays.
#
# With the rate 0.8, factor 0.5, patience 1 (so the second bad epoch in a row reduces):
#
# | epoch | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 |
# |---|---|---|---|---|---|---|---|---|---|
# | loss | 5 | 5.5 | 4 | 4.5 | 4.2 | 4.1 | 4.05 | 4 | 4.5 |
# | best so far | 5 | 5 | 4 | 4 | 4 | 4 | 4 | 4 | 4 |
# | bad epochs | 0 | 1 | 0 | 1 | 2, so 0 | 1 | 2, so 0 | 1 | 2, so 0 |
# | rate | 0.8 | 0.8 | 0.8 | 0.8 | 0.4 | 0.4 | 0.2 | 0.2 | 0.1 |
#
# From epoch 5 to 8 the loss falls, but not below 4: the reduction has left the best as
# it was.


# %% nbgrader={"grade_id": "reduce_on_plateau", "solution": true}
class ReduceOnPlateau:
    """A learning rate that falls when the loss no longer does.

    Attributes
    ----------
    lr : float, the rate now
    factor : what the rate is multiplied by, between 0 and 1
    patience : how many bad epochs in a row are forgiven, 0 or more
    minimum : the rate does not fall below it; at most `lr`
    best, bad : the lowest loss so far, and the bad epochs in a row; use them or not
    """

    def __init__(self, lr, factor=0.1, patience=10, minimum=0.0):
        self.lr, self.factor = lr, factor
        self.patience, self.minimum = patience, minimum
        self.best, self.bad = np.inf, 0

    def step(self, loss: float) -> float:
        """Take the loss of an epoch and return the rate for the next one.

        Parameters
        ----------
        loss : any finite number, also a negative one; an epoch is bad unless it is
            strictly below all losses before. The first epoch is never bad

        Returns
        -------
        lr : the rate, reduced if this was bad epoch number `patience` + 1 in a row,
            counted since the last reduction

        Built by hand: not using torch.optim, check.
        Source: torch.optim.lr_scheduler.ReduceLROnPlateau with threshold 0.
        """
        ### BEGIN SOLUTION
        if loss < self.best:
            self.best, self.bad = loss, 0
        else:
            self.bad += 1
        if self.bad > self.patience:
            self.lr = max(self.lr * self.factor, self.minimum)
            self.bad = 0
        return self.lr
        ### END SOLUTION


# %% [markdown]
# In the picture, the loss falls until epoch 15, and then it only jitters, now and then
# to a new best. From epoch 30 on the rate goes down in stairs: 0.5, 0.25, 0.125, and
# 0.1, its minimum.


# %% nbgrader={"grade_id": "see_reduce_on_plateau", "show": true}
def see_reduce_on_plateau():
    epochs = np.arange(60)
    generator = np.random.default_rng(52)
    losses = np.maximum(2 * 0.9**epochs, 0.4) + generator.normal(scale=0.03, size=60)

    def by_torch():
        optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
        schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(
            optimizer, factor=0.5, patience=4, threshold=0.0, min_lr=0.1, eps=0.0
        )
        rates = []
        for loss in losses:
            schedule.step(loss)
            rates.append(optimizer.param_groups[0]["lr"])
        return rates

    def by_you():
        schedule = ReduceOnPlateau(1.0, factor=0.5, patience=4, minimum=0.1)
        return [schedule.step(loss) for loss in losses]

    def draw(axes, rates):
        axes.plot(epochs, losses, color="0.6", label="loss (the same in both)")
        axes.step(epochs, rates, where="post", color="C1", label="learning rate")
        axes.set_ylim(0.0, 2.6)
        axes.set_xlabel("epoch")
        axes.set_ylabel("loss, rate")
        axes.legend(fontsize=7, loc="upper right")

    check.beside(target=by_torch, yours=by_you, draw=draw)


see_reduce_on_plateau()


# %% nbgrader={"grade_id": "plateau_by_hand", "points": 1}
# Visible test, 1 point: the nine epochs of the table
@check.test
def plateau_by_hand():
    @check.student_side
    def rates_of_plateau(losses, lr, factor, patience):
        schedule, rates = ReduceOnPlateau(lr, factor, patience), {}
        for epoch, loss in enumerate(losses, 1):
            rates[f"rate after epoch {epoch}"] = schedule.step(float(loss))
        return rates

    check.by_hand(ReduceOnPlateau, not_using="torch.optim check")
    losses = np.array([5.0, 5.5, 4.0, 4.5, 4.2, 4.1, 4.05, 4.0, 4.5])
    rates = [0.8, 0.8, 0.8, 0.8, 0.4, 0.4, 0.2, 0.2, 0.1]
    expected = {f"rate after epoch {i}": rate for i, rate in enumerate(rates, 1)}
    check.call(rates_of_plateau, losses, 0.8, factor=0.5, patience=1).gives(expected)


# %% nbgrader={"grade_id": "plateau_like_torch", "points": 1}
# Hidden test, 1 point: long plateaus, other patiences, negative losses, the minimum
### BEGIN HIDDEN TESTS
@check.test
def plateau_like_torch():
    @check.student_side
    def rates_of_plateau(losses, lr, settings):
        schedule = ReduceOnPlateau(lr, **settings)
        return [schedule.step(float(loss)) for loss in losses]

    def by_torch(losses, lr, factor, patience, minimum):
        optimizer = torch.optim.SGD([torch.zeros(1)], lr=lr)
        torchs = torch.optim.lr_scheduler.ReduceLROnPlateau(
            optimizer, "min", factor, patience, threshold=0.0, min_lr=minimum, eps=0.0
        )
        rates = []
        for loss in losses:
            torchs.step(float(loss))
            rates.append(optimizer.param_groups[0]["lr"])
        return rates

    generator = np.random.default_rng(53)
    noisy = generator.normal(size=30) - 0.05 * np.arange(30)
    falling = np.linspace(2.4, 2.1, 9)
    stuck = np.concatenate([[3.0, 2.0, 2.5], falling, [2.0] * 4, [1.0, 1.5]])
    for losses, factor, patience, minimum in (
        (stuck, 0.5, 2, 0.0),
        (noisy, 0.7, 3, 0.0),
        (stuck, 0.25, 0, 0.05),
    ):
        settings = {"factor": factor, "patience": patience, "minimum": minimum}
        expected = tuple(by_torch(losses, 0.6, **settings))
        check.call(rates_of_plateau, losses, 0.6, settings).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## Sources
#
# - I. Goodfellow, Y. Bengio and A. Courville, *Deep Learning*, MIT Press, 2016:
#   chapter 8 tells of all rules up to Adam (SGD in 8.3.1, momentum in 8.3.2).
# - H. Robbins and S. Monro, *A stochastic approximation method*, Annals of Mathematical
#   Statistics 22, 1951: steps along noisy gradients (part 1).
# - B. T. Polyak, *Some methods of speeding up the convergence of iteration methods*,
#   1964; I. Sutskever et al., *On the importance of initialization and momentum in deep
#   learning*, ICML 2013: momentum, and Nesterov's in this form (part 2).
# - J. Duchi, E. Hazan and Y. Singer, *Adaptive subgradient methods for online learning
#   and stochastic optimization*, JMLR 12, 2011: AdaGrad (part 3).
# - T. Tieleman and G. Hinton, *Lecture 6.5: rmsprop*, Coursera, 2012 (part 4).
# - D. P. Kingma and J. Ba, *Adam: a method for stochastic optimization*, ICLR 2015
#   (part 5).
# - I. Loshchilov and F. Hutter, *Decoupled weight decay regularization*, ICLR 2019:
#   AdamW (part 6); *SGDR: stochastic gradient descent with warm restarts*, ICLR 2017:
#   the cosine (part 7).
# - P. Goyal et al., *Accurate, large minibatch SGD: training ImageNet in 1 hour*, 2017:
#   the warm-up (part 7).

# %% nbgrader={"grade_id": "see_summary", "show": true}
check.summary()
