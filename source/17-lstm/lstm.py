# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # LSTM and GRU: memory behind gates
#
# A plain recurrent network rewrites its whole state at every step, so what it read 30
# steps ago is gone, and so is the gradient that should teach it to keep it. An LSTM has
# a second state, the *cell*, that is kept by default, and *gates* that decide what to
# erase, what to write and what to show.
#
# You build one LSTM step, run it over sequences of different lengths, send gradients
# back through it, build its smaller sister, the GRU, count the weights of both, and
# work out what such a memory can do and what it cannot.
#
# About 100 minutes and at most 90 lines of code; all pictures together take a few
# seconds. Everything is built by hand with numpy: an answer that uses torch loses the
# visible point of its exercise.
#
# A visible test is the worked example only, mostly with arrays of one number. Before
# you hand in, try cases of your own: several rows, $D$ different from $H$, a first
# state that is not 0, a gate whose argument is 1000.
#
# **Names used throughout.** $B$ sequences at once (the batch), $T$ steps, $D$ numbers
# read at each step, $H$ numbers of state. $\sigma(z) = \frac{1}{1 + e^{-z}}$ is the
# sigmoid, between 0 and 1. Written as $\frac12\left(1 + \tanh\frac z2\right)$ it is the
# same number and never overflows. $\odot$ multiplies element by element.

# %%
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
import torch
from jaxtyping import Float, Int

from autograder import check

# %% [markdown]
# ## The goal: gates that read a line
#
# Below, an LSTM with two units reads a line, one character at a time. Nobody trained
# it: its weights were chosen so that you can read its gates. The first unit remembers
# that a bracket is open. Its *input gate* opens at `(`, its *forget gate* closes at `)`
# (0 means forget), and its *output gate* shows the memory at spaces only. The second
# unit counts the letters of a word, 0.2 each, and forgets them where the word ends.

# %% nbgrader={"grade_id": "see_the_goal", "show": true}
line = "gates (they keep or forget) read a line (like this one)"


def kinds_of(text):
    """One row a character: is it a letter, a space, an opening, a closing bracket?"""
    kinds = [[c.isalpha(), c == " ", c == "(", c == ")"] for c in text]
    return np.array(kinds, float)


# a column a unit; a row each for a letter, a space, "(" and ")"
line_reader = {f"U_{gate}": np.zeros((2, 2)) for gate in "ifgo"}
line_reader |= {f"b_{gate}": np.zeros(2) for gate in "ifgo"}
line_reader["W_i"] = np.array([[-8.0, 8.0], [-8.0, -8.0], [8.0, -8.0], [-8.0, -8.0]])
line_reader["W_f"] = np.array([[8.0, 8.0], [8.0, -8.0], [8.0, -8.0], [-8.0, -8.0]])
line_reader["W_g"] = np.array([[0.0, 0.2], [0.0, 0.0], [3.0, 0.0], [0.0, 0.0]])
line_reader["W_o"] = np.array([[-8.0, 8.0], [8.0, 8.0], [-8.0, 8.0], [-8.0, 8.0]])


def torch_lstm(weights):
    """torch's LSTM with these weights; its second bias is 0."""
    inputs, hidden = weights["W_i"].shape
    module = torch.nn.LSTM(inputs, hidden, batch_first=True, dtype=torch.float64)
    bias = np.concatenate([weights[f"b_{gate}"] for gate in "ifgo"])
    stacked = {
        "weight_ih_l0": np.concatenate([weights[f"W_{gate}"].T for gate in "ifgo"]),
        "weight_hh_l0": np.concatenate([weights[f"U_{gate}"].T for gate in "ifgo"]),
        "bias_ih_l0": bias,
        "bias_hh_l0": np.zeros_like(bias),
    }
    module.load_state_dict({name: torch.tensor(w) for name, w in stacked.items()})
    return module


def torch_states(weights, x):
    """What torch's h and c are after each step over one sequence (T, D)."""
    module, state, states = torch_lstm(weights), None, []
    for row in torch.tensor(x):
        _, state = module(row[None, None], state)
        states.append([part.detach().numpy()[0, 0] for part in state])
    return np.array(states).transpose(1, 0, 2)  # (h or c, T, H)


_, cells_read = torch_states(line_reader, kinds_of(line))
figure, panels = plt.subplots(2, 1, figsize=(11, 4.2), layout="constrained")
for unit, (axes, title) in enumerate(
    zip(
        panels,
        ["unit 1: is a bracket open?", "unit 2: letters of this word"],
        strict=True,
    )
):
    opened = [
        torch.sigmoid(torch.tensor(kinds_of(line) @ line_reader[f"W_{gate}"]))[:, unit]
        for gate in "ifo"
    ]
    rows = np.stack([*opened, cells_read[:, unit]])
    image = axes.imshow(rows, aspect="auto", cmap="Blues", vmin=0, vmax=1.2)
    axes.set_yticks(range(4), ["input gate", "forget gate", "output gate", "cell"])
    axes.set_xticks(range(len(line)), line, family="monospace")
    axes.set_title(title, fontsize=10)
figure.colorbar(image, ax=panels, label="value")
plt.show()

# %% [markdown]
# ## 1. One step of an LSTM
#
# The step reads $x$ and the state $h, c$ that the step before left behind.
#
# $$\begin{aligned}
# i &= \sigma(x W_i + h U_i + b_i) && \text{input gate: how much to write} \\
# f &= \sigma(x W_f + h U_f + b_f) && \text{forget gate: how much to keep} \\
# o &= \sigma(x W_o + h U_o + b_o) && \text{output gate: how much to show} \\
# g &= \tanh(x W_g + h U_g + b_g) && \text{candidate: what to write} \\
# c' &= f \odot c + i \odot g && \text{the new cell} \\
# h' &= o \odot \tanh(c') && \text{the new hidden state}
# \end{aligned}$$
#
# Gates are switches between 0 and 1, so they use $\sigma$. The candidate is content and
# may be negative, so it uses $\tanh$. The cell is a sum and may grow beyond 1; the last
# $\tanh$ brings what is shown back between -1 and 1.
#
# **By hand**, one unit: let the gates be $i = 0.5$, $f = 0.75$, $o = 0.25$, the
# candidate $g = 0.6$, and the old cell $c = 0.8$. Then
# $c' = 0.75 \cdot 0.8 + 0.5 \cdot 0.6 = 0.9$ and
# $h' = 0.25 \cdot \tanh(0.9) = 0.25 \cdot 0.7163 = 0.1791$. A second sequence of the
# batch with the same gates and the old cell $-1.6$ gets $c' = -0.9$ and $h' = -0.1791$.
#
# The weights come in a dict by gate name, so no order of the gates is to be remembered:
# `weights["W_f"]` is $W_f$.


# %% nbgrader={"grade_id": "lstm_step", "solution": true}
def lstm_step(
    x: Float[np.ndarray, "B D"],
    h: Float[np.ndarray, "B H"],
    c: Float[np.ndarray, "B H"],
    weights: dict[str, np.ndarray],
) -> tuple[Float[np.ndarray, "B H"], Float[np.ndarray, "B H"]]:
    """One step of an LSTM, by the formulas above.

    Parameters
    ----------
    x : what is read at this step, a row for each sequence of the batch
    h, c : hidden state and cell before the step; like all arguments not changed
    weights : twelve arrays: for each gate k of "i", "f", "g", "o" there are
        "W_k" of shape (D, H), "U_k" of shape (H, H) and "b_k" of shape (H,);
        rows of x and h multiply them from the left: x @ weights["W_i"]

    Returns
    -------
    (h, c) after the step, in this order. A gate whose argument is 1000 or -1000 is 1 or
    0, not nan

    Source: Gers, Schmidhuber and Cummins 2000. Built by hand: not using torch.
    """
    ### BEGIN SOLUTION
    z = {k: x @ weights[f"W_{k}"] + h @ weights[f"U_{k}"] for k in "ifgo"}
    i, f, o = (0.5 + 0.5 * np.tanh((z[k] + weights[f"b_{k}"]) / 2) for k in "ifo")
    new_c = f * c + i * np.tanh(z["g"] + weights["b_g"])
    return o * np.tanh(new_c), new_c
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_lstm_step", "show": true}
beginning = line[:27]


def read_line():
    h = c = np.zeros((1, 2))
    states = []
    for kind in kinds_of(beginning):
        h, c = lstm_step(kind[None], h, c, line_reader)
        states.append((h[0], c[0]))
    return np.array(states).transpose(1, 0, 2)


def draw_line(axes, states):
    h, c = states
    places = range(len(beginning))
    axes.step(places, c[:, 0], where="mid", label="c, bracket open?")
    axes.step(places, h[:, 0], where="mid", label="h, bracket open?")
    axes.plot(places, c[:, 1], ":", color="gray", label="c, letters")
    for place, character in enumerate(beginning):
        axes.text(place, -0.3, character, ha="center", family="monospace", fontsize=8)
    axes.set_ylim(-0.4, 1.9)
    axes.set_xlabel("step (character)")
    axes.set_ylabel("state")
    axes.legend(fontsize=7, ncols=2, loc="upper left")


check.beside(
    target=lambda: torch_states(line_reader, kinds_of(beginning)),
    yours=read_line,
    draw=draw_line,
)


# %% nbgrader={"grade_id": "lstm_step_by_hand", "points": 1}
# Visible test, 1 point: the step worked above: i = 0.5, f = 0.75, g = 0.6, o = 0.25
@check.test
def lstm_step_by_hand():
    check.by_hand(lstm_step, not_using="torch")

    ln2, ln3 = np.log(2.0), np.log(3.0)
    weights = {
        **{"W_i": [[1.0]], "U_i": [[1.0]], "b_i": [0.0]},  # 1 - 1 + 0 = 0
        **{"W_f": [[ln3]], "U_f": [[0.5]], "b_f": [0.5]},  # ln 3
        **{"W_g": [[ln2]], "U_g": [[1.0]], "b_g": [1.0]},  # ln 2: its tanh is 0.6
        **{"W_o": [[0.0]], "U_o": [[ln3]], "b_o": [0.0]},  # -ln 3
    }
    weights = {name: np.array(weight) for name, weight in weights.items()}
    x, h, c = np.full((2, 1), 1.0), np.full((2, 1), -1.0), np.array([[0.8], [-1.6]])
    new_c = np.array([[0.9], [-0.9]])
    expected = (0.25 * np.tanh(new_c), new_c)
    check.call(lstm_step, x, h, c, weights).gives(expected)


# %% nbgrader={"grade_id": "lstm_step_like_torch", "points": 2}
# Hidden test, 2 points: a batch with more inputs than units, and one with fewer
### BEGIN HIDDEN TESTS
@check.test
def lstm_step_like_torch():
    rng = np.random.default_rng(171)
    for dtype, (batch, inputs, hidden) in (
        (np.float64, (3, 5, 4)),
        (np.float64, (1, 2, 3)),
        (np.float32, (4, 1, 2)),
    ):
        shapes = {"W": (inputs, hidden), "U": (hidden, hidden), "b": (hidden,)}
        weights = {
            f"{kind}_{gate}": rng.normal(size=shape).astype(dtype)
            for kind, shape in shapes.items()
            for gate in "ogfi"
        }
        x = rng.normal(size=(batch, inputs)).astype(dtype)
        h, c = (rng.normal(size=(batch, hidden)).astype(dtype) for _ in range(2))
        cell = torch.nn.LSTMCell(inputs, hidden, dtype=torch.float64)
        stacked = {
            kind: torch.tensor(
                np.concatenate([weights[f"{kind}_{g}"].T for g in "ifgo"])
            )
            for kind in "WUb"
        }
        cell.load_state_dict(
            {
                "weight_ih": stacked["W"],
                "weight_hh": stacked["U"],
                "bias_ih": stacked["b"],
                "bias_hh": torch.zeros(4 * hidden),
            }
        )
        x64, h64, c64 = (torch.tensor(a, dtype=torch.float64) for a in (x, h, c))
        expected = cell(x64, (h64, c64))
        check.call(lstm_step, x, h, c, weights).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "lstm_step_at_the_limits", "points": 1}
# Hidden test, 1 point: gates that are wide open or shut (arguments 1000 and -1000)
### BEGIN HIDDEN TESTS
@check.test
def lstm_step_at_the_limits():
    weights = {f"U_{gate}": np.zeros((4, 4)) for gate in "ifgo"}
    weights |= {f"b_{gate}": np.zeros(4) for gate in "ifgo"}
    weights["W_f"] = np.array([[1000.0, -1000.0, 1000.0, -1000.0]])
    weights["W_i"] = np.array([[-1000.0, 1000.0, 1000.0, -1000.0]])
    weights["W_g"] = np.array([[1000.0, 1000.0, -1000.0, 1000.0]])
    weights["W_o"] = np.array([[1000.0, 1000.0, 1000.0, -1000.0]])
    x, h = np.array([[1.0], [-1.0]]), np.full((2, 4), 0.5)
    c = np.array([[1.5, -2.0, 0.75, 7.0], [3.0, -0.5, 1.0, 0.25]])
    new_c = np.array(
        [
            [1.5, 1.0, -0.25, 0.0],  # kept, replaced by 1, both (-1 added), neither
            [-1.0, -0.5, 0.0, -0.75],  # replaced by -1, kept, neither, both
        ]
    )
    shown = np.array([[1.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]])
    check.call(lstm_step, x, h, c, weights).gives((shown * np.tanh(new_c), new_c))


### END HIDDEN TESTS

# %% [markdown]
# ## 2. Over a sequence
#
# The same step, with the same weights, is applied at $t = 0, 1, \dots, T - 1$; each
# application starts from the state that the one before left. So that this exercise
# needs nothing from the first, `lstm_forward` is *given* the step: a function that
# takes $x_t, h, c$ and returns the new $h, c$.
#
# Sequences of a batch have different lengths; the short ones are filled up with
# *padding*. Their memory must not go on over padding: a sequence of length 2 has read
# everything after two steps, and from there its state stays as it is.
#
# **By hand**: let the step be $c' = c + x$, $h' = 10 h + c'$, and start from zeros.
#
# | | $t=0$ | $t=1$ | $t=2$ | last $h$ | last $c$ |
# |---|---|---|---|---|---|
# | $x$ | 1 | 2 | 3 | | |
# | $c$ after the step | 1 | 3 | 6 | | |
# | outputs ($h$ after the step), length 3 | 1 | 13 | 136 | 136 | 6 |
# | outputs, length 2 (so 3 is padding) | 1 | 13 | 0 | 13 | 3 |


# %% nbgrader={"grade_id": "lstm_forward", "solution": true}
def lstm_forward(
    step: Callable,
    x: Float[np.ndarray, "B T D"],
    h0: Float[np.ndarray, "B H"],
    c0: Float[np.ndarray, "B H"],
    lengths: Int[np.ndarray, "B"] | None = None,
) -> tuple[
    Float[np.ndarray, "B T H"], Float[np.ndarray, "B H"], Float[np.ndarray, "B H"]
]:
    """Apply `step` to every step of a batch of sequences.

    Parameters
    ----------
    step : `step(x_t, h, c)` returns the tuple (new h, new c); x_t is an array (N, D),
        the others are arrays (N, H). You may give it all B rows or only some of them:
        it treats each row by itself
    x : the sequences, at least one step long; not changed, nor are h0 and c0
    h0, c0 : the state before the first step
    lengths : how many steps of each sequence are real, from 1 to T, in any order; what
        stands behind them is padding, any finite numbers. None: all T

    Returns
    -------
    outputs, h, c : the hidden states after each step, (B, T, H), 0 at padding; and
        hidden state and cell after the last real step of each sequence, (B, H) each

    Source: torch.nn.LSTM with packed sequences. Built by hand: not using torch.
    """
    ### BEGIN SOLUTION
    h, c, outputs = h0, c0, []
    for t in range(x.shape[1]):
        new_h, new_c = step(x[:, t], h, c)
        real = True if lengths is None else (t < lengths)[:, None]
        h, c = np.where(real, new_h, h), np.where(real, new_c, c)
        outputs.append(np.where(real, h, 0))
    return np.stack(outputs, axis=1), h, c
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_lstm_forward", "show": true}
wave = np.sin(np.arange(24) / 2.0 + np.array([[0.0], [1.0], [2.0]]))[..., None]
wave_lengths = np.array([24, 9, 16])


def leaky_step(x, h, c):
    c = 0.9 * c + 0.3 * x
    return np.tanh(c), c


def each_alone():
    outputs = np.zeros((3, 24, 1))
    for row, length in enumerate(wave_lengths):
        h = c = np.zeros(1)
        for t in range(length):
            h, c = leaky_step(wave[row, t], h, c)
            outputs[row, t] = h
    return outputs


def draw_outputs(axes, outputs):
    for row, curve in enumerate(np.asarray(outputs)[..., 0]):
        label = f"sequence {row + 1}, length {wave_lengths[row]}"
        axes.plot(curve, ".-", label=label, color=f"C{row}")
    axes.set_xlabel("step t")
    axes.set_ylabel("output")
    axes.set_ylim(-0.8, 1.5)
    axes.legend(fontsize=7, loc="upper right")


start = np.zeros((3, 1))
check.beside(
    target=each_alone,
    yours=lambda: lstm_forward(leaky_step, wave, start, start, wave_lengths)[0],
    draw=draw_outputs,
)


# %% nbgrader={"grade_id": "lstm_forward_by_hand", "points": 1}
# Visible test, 1 point: the table above, without lengths and with lengths 3 and 2
@check.test
def lstm_forward_by_hand():
    @check.student_side
    def lstm_forward_adding_up(x, h0, c0, lengths):
        def step(x_t, h, c):
            return 10 * h + c + x_t, c + x_t

        return lstm_forward(step, x, h0, c0, lengths)

    check.by_hand(lstm_forward, not_using="torch")
    x = np.array([[[1.0], [2.0], [3.0]]] * 2)  # twice the same sequence
    zero = np.zeros((2, 1))
    long, short = [[1.0], [13.0], [136.0]], [[1.0], [13.0], [0.0]]
    expected = ([long, long], [[136.0], [136.0]], [[6.0], [6.0]])
    check.call(lstm_forward_adding_up, x, zero, zero, None).gives(expected)
    lengths = np.array([3, 2])
    expected = ([long, short], [[136.0], [13.0]], [[6.0], [3.0]])
    check.call(lstm_forward_adding_up, x, zero, zero, lengths).gives(expected)


# %% nbgrader={"grade_id": "lstm_forward_from_any_state", "points": 1}
# Hidden test, 1 point: batches that start from a state that is not 0, without lengths
### BEGIN HIDDEN TESTS
@check.test
def lstm_forward_from_any_state():
    @check.student_side
    def lstm_forward_with_lstm(x, h0, c0, weight_ih, weight_hh):
        cell = torch.nn.LSTMCell(x.shape[2], h0.shape[1], False, dtype=torch.float64)
        cell.load_state_dict({"weight_ih": weight_ih, "weight_hh": weight_hh})

        def step(x_t, h, c):
            x_t, h, c = (torch.tensor(np.array(a, np.float64)) for a in (x_t, h, c))
            h, c = cell(x_t, (h, c))
            return h.detach().numpy(), c.detach().numpy()

        return lstm_forward(step, x, h0, c0)

    rng = np.random.default_rng(172)
    for batch, steps, inputs, hidden in ((2, 6, 3, 4), (3, 1, 2, 2), (5, 3, 1, 2)):
        x = rng.normal(size=(batch, steps, inputs))
        h0, c0 = rng.normal(size=(2, batch, hidden))
        weight_ih = torch.tensor(rng.normal(size=(4 * hidden, inputs)))
        weight_hh = torch.tensor(rng.normal(size=(4 * hidden, hidden)))
        lstm = torch.nn.LSTM(inputs, hidden, 1, False, True, dtype=torch.float64)
        lstm.load_state_dict({"weight_ih_l0": weight_ih, "weight_hh_l0": weight_hh})
        state = (torch.tensor(h0)[None], torch.tensor(c0)[None])
        outputs, (h, c) = lstm(torch.tensor(x), state)
        expected = (outputs, h[0], c[0])
        args = (x, h0, c0, weight_ih, weight_hh)
        check.call(lstm_forward_with_lstm, *args).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "lstm_forward_lengths", "points": 1}
# Hidden test, 1 point: sequences of different lengths, from zeros
### BEGIN HIDDEN TESTS
@check.test
def lstm_forward_lengths():
    @check.student_side
    def lstm_forward_padded(x, h0, c0, lengths, weight_ih, weight_hh):
        cell = torch.nn.LSTMCell(x.shape[2], h0.shape[1], False, dtype=torch.float64)
        cell.load_state_dict({"weight_ih": weight_ih, "weight_hh": weight_hh})

        def step(x_t, h, c):
            x_t, h, c = (torch.tensor(np.array(a, np.float64)) for a in (x_t, h, c))
            h, c = cell(x_t, (h, c))
            return h.detach().numpy(), c.detach().numpy()

        return lstm_forward(step, x, h0, c0, lengths)

    rng = np.random.default_rng(173)
    for lengths in ([3, 7, 1, 5], [2, 4, 4], [7, 7]):
        lengths = np.array(lengths)
        x = rng.normal(size=(len(lengths), 7, 3))  # also more than the longest needs
        zero = np.zeros((len(lengths), 2))
        weight_ih = torch.tensor(rng.normal(size=(8, 3)))
        weight_hh = torch.tensor(rng.normal(size=(8, 2)))
        lstm = torch.nn.LSTM(3, 2, 1, False, True, dtype=torch.float64)
        lstm.load_state_dict({"weight_ih_l0": weight_ih, "weight_hh_l0": weight_hh})
        packed = torch.nn.utils.rnn.pack_padded_sequence(
            torch.tensor(x), torch.tensor(lengths), True, enforce_sorted=False
        )
        outputs, (h, c) = lstm(packed)
        outputs, _ = torch.nn.utils.rnn.pad_packed_sequence(outputs, True, 0.0, 7)
        expected = (outputs, h[0], c[0])
        args = (x, zero, zero, lengths, weight_ih, weight_hh)
        check.call(lstm_forward_padded, *args).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 3. Back through time
#
# A loss $L$ looks at all outputs. Walk from the last step to the first and carry two
# gradients along: $\partial L / \partial h_t$ and $\partial L / \partial c_t$. Write
# $\bar y$ for $\partial L / \partial y$. At step $t$ ($i, f, o, g$ are those of
# this step, `cache["i"][:, t]` and so on):
#
# 1. $\bar h_t$ is what the loss says directly (`dh[:, t]`) **plus** what the step after
#    sent back to its $h$.
# 2. $h_t = o \odot \tanh(c_t)$ hands it on: $\bar o = \bar h_t \odot \tanh(c_t)$, and
#    $\bar h_t \odot o \odot (1 - \tanh^2 c_t)$ goes into the cell, **plus** what the
#    step after sent back to its $c$. The sum is $\bar c_t$.
# 3. $c_t = f \odot c_{t-1} + i \odot g$ hands $\bar c_t$ on to each factor, multiplied
#    by the other one: $\bar f = \bar c_t \odot c_{t-1}$, $\bar i = \bar c_t \odot g$,
#    $\bar g = \bar c_t \odot i$; and $c_{t-1}$ gets $\bar c_t \odot f$.
# 4. Each gate hands its gradient to its argument $z = x W + h U + b$, through the slope
#    $s(1 - s)$ of a sigmoid with value $s$, or $1 - g^2$ of a tanh with value $g$.
# 5. From the four $\bar z$: $\bar W = x^\top \bar z$, $\bar U = h_{t-1}^\top \bar z$
#    and $\bar b$ (the sum of the rows of $\bar z$) are **added up** over the steps; the
#    four $\bar z\, W^\top$ together are $\bar x_t$, and the four $\bar z\, U^\top$
#    together go back to $h_{t-1}$.
#
# So two roads lead back: through the cell, where $\bar c$ is only multiplied by $f$,
# and through $h$ and the weights $U$. Leave out none.
#
# **By hand**, one unit and one step: $i = f = o = 0.5$, $g = -0.5$, $\tanh c_1 = 0.6$
# and $\bar h_1 = 5$. Then $\bar z_o = 5 \cdot 0.6 \cdot 0.5 \cdot 0.5 = 0.75$ and
# $\bar c_1 = 5 \cdot 0.5 \cdot (1 - 0.36) = 1.6$. From there
# $\bar z_i = 1.6 \cdot (-0.5) \cdot 0.25 = -0.2$,
# $\;\bar z_g = 1.6 \cdot 0.5 \cdot 0.75 = 0.6$, $\;\bar z_f = 1.6 \cdot c_0 \cdot 0.25$
# and $\bar c_0 = 1.6 \cdot 0.5 = 0.8$.
#
# The forward pass has kept what you need in a dict, `cache`: the gates, and the states.
# These begin with the one before the first step, so $c_{t-1}$ is `cache["c"][:, t]`,
# and $c_t$ is `cache["c"][:, t + 1]`.
#
# **Below your answer** a picture shows how much the input of each of 60 steps counts
# for a loss that looks at the last step only. In the plain network an early input
# counts for nothing. An LSTM is not better by itself: with forget gates near $\frac12$
# (bias 0) it forgets even faster. With a large bias its cell carries the gradient to
# the beginning. Compare the heights at $t = 0$: for bias 0 the target is about
# $10^{-14}$; a curve far lower has lost a road.


# %% nbgrader={"grade_id": "lstm_backward", "solution": true}
def lstm_backward(
    dh: Float[np.ndarray, "B T H"],
    x: Float[np.ndarray, "B T D"],
    weights: dict[str, np.ndarray],
    cache: dict[str, np.ndarray],
) -> dict[str, np.ndarray]:
    """Gradients of a loss with respect to everything that went into an LSTM.

    Parameters
    ----------
    dh : dh[:, t] is the gradient of the loss with respect to the output of step t as
        the loss sees it, without what arrives through later steps
    x : the sequences, all of length T, at least 1
    weights : as for `lstm_step`: "W_k" (D, H), "U_k" (H, H) and "b_k" (H,) for each
        gate k of "i", "f", "g", "o"
    cache : what the forward pass kept. "i", "f", "g", "o": the values of the gates
        (after sigmoid or tanh), (B, T, H) each. "h" and "c": the states, (B, T+1, H)
        each; [:, t] is the state before step t, [:, t + 1] the one after it

    No argument is changed.

    Returns
    -------
    dict of 15 gradients, of the shapes of what they belong to: each of the twelve
    names in `weights`, "x", and "h0" and "c0" for the state before the first step.
    Sums over batch and steps, no means

    Source: Greff et al. 2017, section II B, without peepholes.
    Built by hand: not using torch.
    """
    ### BEGIN SOLUTION
    grads = {name: np.zeros(weight.shape) for name, weight in weights.items()}
    grads["x"] = np.zeros(x.shape)
    dh_back = dc_back = 0.0
    for t in reversed(range(x.shape[1])):
        i, f, g, o = (cache[k][:, t] for k in "ifgo")
        h_before, c_before = cache["h"][:, t], cache["c"][:, t]
        shown = np.tanh(cache["c"][:, t + 1])
        dh_t = dh[:, t] + dh_back
        dc_t = dh_t * o * (1 - shown**2) + dc_back
        dz = {
            "i": dc_t * g * i * (1 - i),
            "f": dc_t * c_before * f * (1 - f),
            "g": dc_t * i * (1 - g**2),
            "o": dh_t * shown * o * (1 - o),
        }
        for k in "ifgo":
            grads[f"W_{k}"] += x[:, t].T @ dz[k]
            grads[f"U_{k}"] += h_before.T @ dz[k]
            grads[f"b_{k}"] += dz[k].sum(axis=0)
            grads["x"][:, t] += dz[k] @ weights[f"W_{k}"].T
        dh_back = sum(dz[k] @ weights[f"U_{k}"].T for k in "ifgo")
        dc_back = dc_t * f
    return grads | {"h0": dh_back, "c0": dc_back}
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_lstm_backward", "show": true}
def random_lstm(forget_bias):
    rng = np.random.default_rng(17)
    shapes = {"W": (4, 16), "U": (16, 16)}
    weights = {
        f"{kind}_{gate}": rng.normal(size=shape) / np.sqrt(shape[0])
        for kind, shape in shapes.items()
        for gate in "ifgo"
    }
    weights |= {f"b_{gate}": np.zeros(16) for gate in "igo"}
    return weights | {"b_f": np.full(16, forget_bias)}


long_x = np.random.default_rng(18).normal(size=(1, 60, 4))
last_only = np.zeros((1, 60, 16))
last_only[:, -1] = 1.0


def norms_by_torch(module):
    x = torch.tensor(long_x, requires_grad=True)
    outputs, _ = module(x)
    return torch.autograd.grad(outputs[:, -1].sum(), x)[0].norm(dim=2)[0]


def plain_rnn():
    weights = random_lstm(0.0)
    module = torch.nn.RNN(4, 16, bias=False, batch_first=True, dtype=torch.float64)
    stacked = {"weight_ih_l0": weights["W_g"].T, "weight_hh_l0": weights["U_g"].T}
    module.load_state_dict({name: torch.tensor(w) for name, w in stacked.items()})
    return module


def norms_by_yours(weights):
    h, c = torch_states(weights, long_x[0])
    h, c = (np.concatenate([np.zeros((1, 1, 16)), a[None]], axis=1) for a in (h, c))
    cache = {"h": h, "c": c}
    for gate in "ifgo":
        z = long_x @ weights[f"W_{gate}"] + h[:, :-1] @ weights[f"U_{gate}"]
        squash = torch.tanh if gate == "g" else torch.sigmoid
        cache[gate] = squash(torch.tensor(z + weights[f"b_{gate}"])).numpy()
    grads = lstm_backward(last_only, long_x, weights, cache)
    return np.linalg.norm(grads["x"], axis=2)[0]


def draw_norms(axes, norms):
    rnn, *lstms = norms
    axes.semilogy(rnn, ":", color="black", label="plain RNN (torch)")
    for forget_bias, norm in zip((0, 2, 5), lstms, strict=True):
        axes.semilogy(norm, label=f"LSTM, forget bias {forget_bias}")
    axes.set_xlabel("step t")
    axes.set_ylabel("norm of dL / dx[t]")
    axes.legend(fontsize=7)


check.beside(
    target=lambda: [
        norms_by_torch(plain_rnn()),
        *(norms_by_torch(torch_lstm(random_lstm(b))) for b in (0.0, 2.0, 5.0)),
    ],
    yours=lambda: [
        norms_by_torch(plain_rnn()),
        *(norms_by_yours(random_lstm(b)) for b in (0.0, 2.0, 5.0)),
    ],
    draw=draw_norms,
)


# %% nbgrader={"grade_id": "lstm_backward_by_hand", "points": 1}
# Visible test, 1 point: the step worked above, with x = 2, h0 = 3, c0 = ln 4 + 0.5
@check.test
def lstm_backward_by_hand():
    check.by_hand(lstm_backward, not_using="torch")

    c0 = np.log(4.0) + 0.5
    weights = {
        **{"W_i": [[1.0]], "U_i": [[-1.0]], "b_i": [1.0]},  # 2 - 3 + 1 = 0: i = 0.5
        **{"W_f": [[2.0]], "U_f": [[-1.0]], "b_f": [-1.0]},  # 4 - 3 - 1 = 0: f = 0.5
        **{"W_g": [[1.0]], "U_g": [[0.5]], "b_g": [-3.5 - np.log(3.0) / 2]},  # g = -0.5
        **{"W_o": [[-1.0]], "U_o": [[1.0]], "b_o": [-1.0]},  # -2 + 3 - 1 = 0: o = 0.5
    }
    weights = {name: np.array(weight) for name, weight in weights.items()}
    cache = {
        **{"i": [[[0.5]]], "f": [[[0.5]]], "g": [[[-0.5]]], "o": [[[0.5]]]},
        "h": [[[3.0], [0.3]]],  # before and after the step: 0.3 = 0.5 * 0.6
        "c": [[[c0], [np.log(2.0)]]],  # the tanh of ln 2 is 0.6
    }
    cache = {name: np.array(values) for name, values in cache.items()}

    z_i, z_f, z_g, z_o = -0.2, 0.4 * c0, 0.6, 0.75
    expected = {
        **{"W_i": [[2 * z_i]], "U_i": [[3 * z_i]], "b_i": [z_i]},
        **{"W_f": [[2 * z_f]], "U_f": [[3 * z_f]], "b_f": [z_f]},
        **{"W_g": [[2 * z_g]], "U_g": [[3 * z_g]], "b_g": [z_g]},
        **{"W_o": [[2 * z_o]], "U_o": [[3 * z_o]], "b_o": [z_o]},
        "x": [[[1.0 * z_i + 2.0 * z_f + 1.0 * z_g - 1.0 * z_o]]],
        "h0": [[-1.0 * z_i - 1.0 * z_f + 0.5 * z_g + 1.0 * z_o]],
        "c0": [[0.8]],
    }
    dh, x = np.array([[[5.0]]]), np.array([[[2.0]]])
    check.call(lstm_backward, dh, x, weights, cache).gives(expected)


# %% nbgrader={"grade_id": "lstm_backward_weights", "points": 2}
# Hidden test, 2 points: the weights' gradients, batches, a loss that sees every step
### BEGIN HIDDEN TESTS
@check.test
def lstm_backward_weights():
    @check.student_side
    def lstm_backward_to_weights(dh, x, weights, cache):
        grads = lstm_backward(dh, x, weights, cache)
        return {name: grads[name] for name in weights}

    def leaf(rng, *shape):
        return torch.tensor(rng.normal(size=shape), requires_grad=True)

    def arrays(tensors):
        return {name: tensor.detach().numpy() for name, tensor in tensors.items()}

    for batch, steps, inputs, hidden in ((3, 5, 2, 4), (2, 3, 4, 3)):
        rng = np.random.default_rng(174)
        shapes = {"W": (inputs, hidden), "U": (hidden, hidden), "b": (hidden,)}
        weights = {f"{k}_{g}": leaf(rng, *shapes[k]) for k in "WUb" for g in "fogi"}
        x, dh = leaf(rng, batch, steps, inputs), rng.normal(size=(batch, steps, hidden))
        h, c = leaf(rng, batch, hidden), leaf(rng, batch, hidden)
        kept = {name: [] for name in "ifgo"} | {"h": [h], "c": [c]}
        for t in range(steps):
            gates = {}
            for name in "ifgo":
                z = x[:, t] @ weights[f"W_{name}"] + h @ weights[f"U_{name}"]
                squash = torch.tanh if name == "g" else torch.sigmoid
                gates[name] = squash(z + weights[f"b_{name}"])
            c = gates["f"] * c + gates["i"] * gates["g"]
            h = gates["o"] * torch.tanh(c)
            for name, tensor in (gates | {"h": h, "c": c}).items():
                kept[name].append(tensor)
        cache = {name: torch.stack(values, 1) for name, values in kept.items()}
        loss = (torch.tensor(dh) * cache["h"][:, 1:]).sum()
        grads = torch.autograd.grad(loss, list(weights.values()))
        expected = dict(zip(weights, grads, strict=True))
        args = (dh, x.detach().numpy(), arrays(weights), arrays(cache))
        check.call(lstm_backward_to_weights, *args).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "lstm_backward_to_the_start", "points": 2}
# Hidden test, 2 points: the gradients of x, h0 and c0, as far back as the first step
### BEGIN HIDDEN TESTS
@check.test
def lstm_backward_to_the_start():
    @check.student_side
    def lstm_backward_to_inputs(dh, x, weights, cache):
        grads = lstm_backward(dh, x, weights, cache)
        return {name: grads[name] for name in ("x", "h0", "c0")}

    def arrays(tensors):
        return {name: tensor.detach().numpy() for name, tensor in tensors.items()}

    for dtype, seen in ((np.float64, [-1]), (np.float64, [1, 3, 5]), (np.float32, [2])):
        rng = np.random.default_rng(176)
        shapes = {"W": (3, 4), "U": (4, 4), "b": (4,)}
        weights = {
            f"{k}_{g}": torch.tensor(rng.normal(size=shapes[k]))
            for k in "WUb"
            for g in "gifo"
        }
        x, h, c = (
            torch.tensor(rng.normal(size=shape), requires_grad=True)
            for shape in ((2, 6, 3), (2, 4), (2, 4))
        )
        dh = np.zeros((2, 6, 4))
        dh[:, seen] = rng.normal(size=(2, len(seen), 4))
        leaves = (x, h, c)
        kept = {name: [] for name in "ifgo"} | {"h": [h], "c": [c]}
        for t in range(6):
            gates = {}
            for name in "ifgo":
                z = x[:, t] @ weights[f"W_{name}"] + h @ weights[f"U_{name}"]
                squash = torch.tanh if name == "g" else torch.sigmoid
                gates[name] = squash(z + weights[f"b_{name}"])
            c = gates["f"] * c + gates["i"] * gates["g"]
            h = gates["o"] * torch.tanh(c)
            for name, tensor in (gates | {"h": h, "c": c}).items():
                kept[name].append(tensor)
        cache = {name: torch.stack(values, 1) for name, values in kept.items()}
        loss = (torch.tensor(dh) * cache["h"][:, 1:]).sum()
        grads = torch.autograd.grad(loss, leaves)
        expected = dict(zip(("x", "h0", "c0"), grads, strict=True))
        cache, weights = (
            {name: values.astype(dtype) for name, values in arrays(group).items()}
            for group in (cache, weights)
        )
        args = (dh.astype(dtype), x.detach().numpy().astype(dtype), weights, cache)
        check.call(lstm_backward_to_inputs, *args).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 4. One step of a GRU
#
# A gated recurrent unit has no cell: its hidden state is the memory. One *update gate*
# $z$ (no longer the argument of a gate, as in section 3) does the work of forget and
# input gate together, since what is not kept is replaced; a *reset gate* $r$ decides
# how much of the past the candidate $n$ sees.
#
# $$\begin{aligned}
# r &= \sigma(x W_r + h U_r + b_r) \\
# z &= \sigma(x W_z + h U_z + b_z) \\
# n &= \tanh\left(x W_n + b_n + r \odot (h U_n + c_n)\right) \\
# h' &= (1 - z) \odot n + z \odot h
# \end{aligned}$$
#
# Papers differ in two places, and this course does as torch does. $z = 1$ means *keep*.
# And $r$ is multiplied *after* the matrix product, which is why the candidate has a
# second bias, $c_n$ (a bias, not a cell), within the bracket.
#
# **By hand**, one unit: $h = 2$, $r = 0.25$, $z = 0.75$, $U_n = 1$, $c_n = 2$ and
# $x W_n + b_n = \ln 2 - 1$. The bracket is $2 \cdot 1 + 2 = 4$, so
# $n = \tanh(\ln 2 - 1 + 0.25 \cdot 4) = \tanh(\ln 2) = 0.6$ and
# $h' = 0.25 \cdot 0.6 + 0.75 \cdot 2 = 1.65$.


# %% nbgrader={"grade_id": "gru_step", "solution": true}
def gru_step(
    x: Float[np.ndarray, "B D"],
    h: Float[np.ndarray, "B H"],
    weights: dict[str, np.ndarray],
) -> Float[np.ndarray, "B H"]:
    """One step of a GRU, by the formulas above.

    Parameters
    ----------
    x : what is read at this step, a row for each sequence of the batch
    h : hidden state before the step; like all arguments not changed
    weights : ten arrays: for each k of "r" (reset), "z" (update), "n" (candidate)
        there are "W_k" of shape (D, H), "U_k" of shape (H, H) and "b_k" of shape (H,);
        and "c_n" of shape (H,), the candidate's second bias

    Returns
    -------
    h after the step. A gate whose argument is 1000 or -1000 is 1 or 0, not nan

    Source: torch.nn.GRU, after Cho et al. 2014. Built by hand: not using torch.
    """
    ### BEGIN SOLUTION
    from_x = {k: x @ weights[f"W_{k}"] + weights[f"b_{k}"] for k in "rzn"}
    from_h = {k: h @ weights[f"U_{k}"] for k in "rzn"}
    r, z = (0.5 + 0.5 * np.tanh((from_x[k] + from_h[k]) / 2) for k in "rz")
    n = np.tanh(from_x["n"] + r * (from_h["n"] + weights["c_n"]))
    return (1 - z) * n + z * h
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_gru_step", "show": true}
square = np.where(np.arange(60) // 20 % 2, -1.0, 1.0)
update_biases = np.array([0.0, 2.0, 4.0])


def follower():
    """Three units that follow their input; only the bias of the update gate differs."""
    weights = {f"W_{k}": np.zeros((1, 3)) for k in "rz"} | {"W_n": np.full((1, 3), 2.0)}
    weights |= {f"U_{k}": np.zeros((3, 3)) for k in "rzn"}
    weights |= {f"b_{k}": np.zeros(3) for k in "rn"}
    return weights | {"b_z": update_biases, "c_n": np.zeros(3)}


def follow_by_torch():
    weights = follower()
    module = torch.nn.GRUCell(1, 3, dtype=torch.float64)
    stacked = {
        "weight_ih": np.concatenate([weights[f"W_{k}"].T for k in "rzn"]),
        "weight_hh": np.concatenate([weights[f"U_{k}"].T for k in "rzn"]),
        "bias_ih": np.concatenate([weights[f"b_{k}"] for k in "rzn"]),
        "bias_hh": np.concatenate([np.zeros(6), weights["c_n"]]),
    }
    module.load_state_dict({name: torch.tensor(w) for name, w in stacked.items()})
    h, states = torch.zeros(1, 3, dtype=torch.float64), []
    for value in square:
        h = module(torch.tensor([[value]]), h)
        states.append(h.detach().numpy()[0])
    return np.array(states)


def follow_by_yours():
    h, states = np.zeros((1, 3)), []
    for value in square:
        h = gru_step(np.array([[value]]), h, follower())
        states.append(h[0])
    return np.array(states)


def draw_follower(axes, states):
    axes.plot(square, color="lightgray", label="input")
    for bias, curve in zip(update_biases, np.asarray(states).T, strict=True):
        keep = 1 / (1 + np.exp(-bias))
        axes.plot(curve, label=f"z = {keep:.2f}")
    axes.set_xlabel("step t")
    axes.set_ylabel("hidden state")
    axes.set_ylim(-1.1, 2.1)
    axes.legend(fontsize=7, ncols=2, loc="upper center")


check.beside(target=follow_by_torch, yours=follow_by_yours, draw=draw_follower)


# %% nbgrader={"grade_id": "gru_step_by_hand", "points": 1}
# Visible test, 1 point: two rows of the step above: r = 0.25, z = 0.75, n = 0.6, h = 2
@check.test
def gru_step_by_hand():
    check.by_hand(gru_step, not_using="torch")

    ln2, ln3 = np.log(2.0), np.log(3.0)
    weights = {
        **{"W_r": [[-ln3]], "U_r": [[0.5]], "b_r": [-1.0]},  # -ln 3 + 1 - 1
        **{"W_z": [[ln3]], "U_z": [[-0.5]], "b_z": [1.0]},  # ln 3 - 1 + 1
        **{"W_n": [[ln2]], "U_n": [[1.0]], "b_n": [-1.0], "c_n": [2.0]},
    }
    weights = {name: np.array(weight) for name, weight in weights.items()}
    x, h = np.full((2, 1), 1.0), np.full((2, 1), 2.0)
    check.call(gru_step, x, h, weights).gives([[1.65], [1.65]])


# %% nbgrader={"grade_id": "gru_step_like_torch", "points": 1}
# Hidden test, 1 point: a batch with more inputs than units, and one with fewer
### BEGIN HIDDEN TESTS
@check.test
def gru_step_like_torch():
    rng = np.random.default_rng(177)
    for dtype, (batch, inputs, hidden) in (
        (np.float64, (3, 5, 4)),
        (np.float64, (1, 2, 3)),
        (np.float32, (4, 1, 2)),
    ):
        shapes = {"W": (inputs, hidden), "U": (hidden, hidden), "b": (hidden,)}
        weights = {
            f"{kind}_{gate}": rng.normal(size=shape).astype(dtype)
            for kind, shape in shapes.items()
            for gate in "nzr"
        }
        weights["c_n"] = rng.normal(size=hidden).astype(dtype)
        x = rng.normal(size=(batch, inputs)).astype(dtype)
        h = rng.normal(size=(batch, hidden)).astype(dtype)
        cell = torch.nn.GRUCell(inputs, hidden, dtype=torch.float64)
        stacked = {
            kind: torch.tensor(
                np.concatenate([weights[f"{kind}_{g}"].T for g in "rzn"])
            )
            for kind in "WUb"
        }
        second = np.concatenate([np.zeros(2 * hidden), weights["c_n"]])
        cell.load_state_dict(
            {
                "weight_ih": stacked["W"],
                "weight_hh": stacked["U"],
                "bias_ih": stacked["b"],
                "bias_hh": torch.tensor(second),
            }
        )
        expected = cell(*(torch.tensor(a, dtype=torch.float64) for a in (x, h)))
        check.call(gru_step, x, h, weights).gives(expected)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "gru_step_at_the_limits", "points": 1}
# Hidden test, 1 point: gates that are wide open or shut (arguments 1000 and -1000)
### BEGIN HIDDEN TESTS
@check.test
def gru_step_at_the_limits():
    weights = {
        "W_r": np.array([[1000.0, -1000.0, 1000.0, -1000.0]]),
        "W_z": np.array([[-1000.0, -1000.0, 1000.0, 1000.0]]),
        "W_n": np.array([[0.5, 0.5, 0.5, 0.5]]),
        **{"U_r": np.zeros((4, 4)), "U_z": np.zeros((4, 4)), "U_n": 2 * np.eye(4)},
        **{f"b_{gate}": np.zeros(4) for gate in "rzn"},
        "c_n": np.zeros(4),
    }
    x = np.array([[1.0], [-1.0]])
    h = np.array([[0.25, 0.25, 3.0, -2.0], [3.0, -2.0, 0.75, -0.5]])
    expected = np.array(
        [
            [np.tanh(0.5 + 0.5), np.tanh(0.5), 3.0, -2.0],  # new with, without the past
            [3.0, -2.0, np.tanh(-0.5), np.tanh(-0.5 - 1.0)],  # kept, kept, new, new
        ]
    )
    check.call(gru_step, x, h, weights).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 5. How many weights?
#
# What is learnt, and stored in the file of a model, is each $W$, $U$, $b$ (and the
# GRU's $c_n$) of this notebook. Gates are not: they are *computed*, at each step anew.
# The number does not depend on how long the sequences are, since every step uses the
# same weights.
#
# **By hand**, a plain RNN $h' = \tanh(x W + h U + b)$ with $D = 3$ and $H = 5$ has
# $3 \cdot 5 + 5 \cdot 5 + 5 = 45$ weights. Layers can be stacked: the layer above
# reads, at each step, the hidden state of the layer below, so a second RNN layer has
# $5 \cdot 5 + 5 \cdot 5 + 5 = 55$, and both together have 100.
#
# (torch has a second bias beside every $b$. It changes nothing but the count, since two
# biases that are added are one bias; only in the GRU's candidate it is our $c_n$.)


# %% nbgrader={"grade_id": "parameter_count", "solution": true}
def parameter_count(cell: str, inputs: int, hidden: int, layers: int = 1) -> int:
    """How many numbers are learnt in a recurrent network, biases included.

    Parameters
    ----------
    cell : "rnn" (a matrix W, a matrix U and a bias b), "lstm" (the twelve arrays of
        `lstm_step`) or "gru" (the ten arrays of `gru_step`)
    inputs : D, how many numbers the first layer reads at each step
    hidden : H, the same for every layer
    layers : 1 or more; each layer above the first reads the hidden state of the layer
        below it

    Returns
    -------
    the number of parameters, an int

    Built by hand: not using torch.
    """
    ### BEGIN SOLUTION
    blocks, biases = {"rnn": (1, 1), "lstm": (4, 4), "gru": (3, 4)}[cell]
    total = 0
    for _ in range(layers):
        total += hidden * (blocks * (inputs + hidden) + biases)
        inputs = hidden
    return total
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_parameter_count", "show": true}
sizes = [8, 16, 32, 64, 128]


def torch_count(cell, hidden):
    module = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[cell]
    total = sum(p.numel() for p in module(32, hidden, device="meta").parameters())
    return total - {"rnn": 1, "gru": 2, "lstm": 4}[cell] * hidden  # the second biases


def draw_counts(axes, counts):
    for name, curve in zip(("rnn", "gru", "lstm"), counts, strict=True):
        axes.plot(sizes, curve, "o-", label=name)
    axes.set_xlabel("hidden size H (32 inputs)")
    axes.set_ylabel("parameters")
    axes.legend(fontsize=8)


check.beside(
    target=lambda: [[torch_count(c, s) for s in sizes] for c in ("rnn", "gru", "lstm")],
    yours=lambda: [
        [parameter_count(c, 32, s) for s in sizes] for c in ("rnn", "gru", "lstm")
    ],
    draw=draw_counts,
)


# %% nbgrader={"grade_id": "parameter_count_by_hand", "points": 1}
# Visible test, 1 point: the three cells with 3 inputs and 5 units
@check.test
def parameter_count_by_hand():
    check.by_hand(parameter_count, not_using="torch")

    check.call(parameter_count, "rnn", 3, 5).gives(45)
    check.call(parameter_count, "gru", 3, 5).gives(140)
    check.call(parameter_count, "lstm", 3, 5).gives(180)


# %% nbgrader={"grade_id": "parameter_count_of_stacks", "points": 1}
# Hidden test, 1 point: other sizes, and one to four layers
### BEGIN HIDDEN TESTS
@check.test
def parameter_count_of_stacks():
    for cell, inputs, hidden, layers in (
        ("rnn", 7, 4, 2),
        ("gru", 2, 6, 3),
        ("lstm", 9, 4, 4),
        ("lstm", 128, 256, 1),
        ("gru", 5, 1, 2),
    ):
        kinds = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
        module = kinds[cell](inputs, hidden, layers, device="meta")
        expected = sum(parameter.numel() for parameter in module.parameters())
        expected -= {"rnn": 1, "gru": 2, "lstm": 4}[cell] * hidden * layers
        check.call(parameter_count, cell, inputs, hidden, layers=layers).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## 6. How long does it remember?
#
# Take a single unit that reads nothing. Its forget gate sees only its bias $\beta$, so
# it is $f = \sigma(\beta)$ at every step, and the cell is multiplied by $f$ at every
# step. The gradient that flows back through the cell is multiplied by the same $f$.
# With $\beta = \ln 3$, $f = 0.75$ and after 2 steps $0.75^2 = 0.5625$ of the cell is
# left. That is how an LSTM *eases* vanishing: a bias of 1 or more, set at the start,
# keeps the gates open until training has found what to forget. Predict, before you look
# at the picture: how much is left of the cell after 100 steps with a bias of 2, and how
# much with a bias of 5?
#
# The cell is not the only road. What it shows, $h$, comes back through the candidate.
# Let the input and output gates see only a bias of 0, so each is $\frac12$, and let the
# candidate be $g = \tanh(u h)$ with a *gain* $u$:
#
# $$c' = f c + \tfrac12 \tanh(u h), \qquad h = \tfrac12 \tanh(c).$$
#
# At $c = 0$ the unit is at rest. Nudge the cell a little: the nudge $\delta$ comes to
# the next cell by two roads, as $f \delta$ and around the loop $c \to h \to g \to c'$.
# The slope of the loop is the product of the slopes on its way (and the slope of
# $\tanh$ at 0 is 1). Work out by which factor the two roads *together* multiply a
# nudge. If it is greater than 1, nudges grow, and so do gradients: gates do not prevent
# that, and that is why LSTMs, too, are trained with gradient clipping.
#
# **By hand**: with $f = \frac12$ and $u = 3$ the factor is $1.25$, and after 2 steps
# the nudge is $1.25^2 = 1.5625$ times as large.


# %% nbgrader={"grade_id": "memory_after", "solution": true}
def memory_after(steps: int, forget_bias: float, gain: float = 0.0) -> float:
    """By how much a tiny nudge of the cell has been multiplied after so many steps.

    The unit is c' = f c + 1/2 tanh(gain h) with h = 1/2 tanh(c), where f is the sigmoid
    of `forget_bias`. With gain 0 this is the share of the cell that survives.

    Parameters
    ----------
    steps : how many steps are made after the nudge, 0 or more
    forget_bias : any finite number, also 1000 or -1000 (f is then 1 or 0)
    gain : the weight by which h comes back into the candidate; any sign

    Returns
    -------
    the derivative of the last c with respect to the first c, at c = 0; it may exceed 1
    and may be negative

    Built by hand: not using torch.
    """
    ### BEGIN SOLUTION
    forget = 0.5 + 0.5 * np.tanh(forget_bias / 2)
    return (forget + gain / 4) ** steps
    ### END SOLUTION


# %% nbgrader={"grade_id": "see_memory_after", "show": true}
memory_cases = [(0.0, 0.0), (2.0, 0.0), (5.0, 0.0), (2.0, 0.6)]  # forget bias, gain


def memory_by_torch(forget_bias, gain):
    """Nudge the unit and follow it, step by step."""
    c = torch.tensor(1e-9, dtype=torch.float64)
    forget, followed = torch.sigmoid(torch.tensor(forget_bias)), []
    for _ in range(101):
        followed.append(float(c) / 1e-9)
        c = forget * c + torch.tanh(gain * torch.tanh(c) / 2) / 2
    return followed


def draw_memory(axes, curves):
    for (bias, gain), curve in zip(memory_cases, curves, strict=True):
        style = "--" if gain else "-"
        axes.semilogy(curve, style, label=f"bias {bias:g}, gain {gain:g}")
    axes.set_xlabel("steps after the nudge")
    axes.set_ylabel("nudge, times its first size")
    axes.set_ylim(1e-7, 1e6)
    axes.legend(fontsize=7, ncols=2, loc="upper left")


check.beside(
    target=lambda: [memory_by_torch(*case) for case in memory_cases],
    yours=lambda: [
        [memory_after(steps, *case) for steps in range(101)] for case in memory_cases
    ],
    draw=draw_memory,
)


# %% nbgrader={"grade_id": "memory_after_by_hand", "points": 1}
# Visible test, 1 point: f = 0.75 over 2 steps, f = 0.5 over 3, and the loop with gain 3
@check.test
def memory_after_by_hand():
    check.by_hand(memory_after, not_using="torch")

    check.call(memory_after, 2, np.log(3.0)).gives(0.5625)
    check.call(memory_after, 3, 0.0).gives(0.125)
    check.call(memory_after, 2, 0.0, gain=3.0).gives(1.5625)


# %% nbgrader={"grade_id": "memory_after_many_steps", "points": 1}
# Hidden test, 1 point: gain 0, from no step to 100, biases of any size
### BEGIN HIDDEN TESTS
@check.test
def memory_after_many_steps():
    for steps, forget_bias in ((20, 1.0), (100, 3.0), (100, 5.0), (1, -1.5)):
        gate = torch.sigmoid(torch.tensor(forget_bias, dtype=torch.float64))
        expected = float(gate**steps)
        check.call(memory_after, steps, forget_bias).gives(expected)
    check.call(memory_after, 0, 0.5).gives(1.0)
    check.call(memory_after, 100, 1000.0).gives(1.0)
    check.call(memory_after, 3, -1000.0).gives(0.0)


### END HIDDEN TESTS


# %% nbgrader={"grade_id": "memory_after_with_gain", "points": 1}
# Hidden test, 1 point: gains of either sign
### BEGIN HIDDEN TESTS
@check.test
def memory_after_with_gain():
    for steps, forget_bias, gain in (
        (7, 1.0, 2.0),
        (5, -0.5, -6.0),
        (4, 2.0, -1.0),
        (30, 3.0, 1.5),
    ):
        cell = torch.nn.LSTMCell(1, 1, dtype=torch.float64)
        zero, one = torch.zeros(4, 1), torch.ones(1, 1)
        bias = torch.tensor([0.0, forget_bias, 0.0, 0.0])
        cell.load_state_dict(
            {
                "weight_ih": zero,
                "weight_hh": torch.cat([0 * one, 0 * one, gain * one, 0 * one]),
                "bias_ih": bias,
                "bias_hh": zero[:, 0],
            }
        )
        first = torch.zeros(1, 1, dtype=torch.float64, requires_grad=True)
        h, c = torch.tanh(first) / 2, first
        for _ in range(steps):
            h, c = cell(torch.zeros(1, 1, dtype=torch.float64), (h, c))
        expected = float(torch.autograd.grad(c.sum(), first)[0])
        check.call(memory_after, steps, forget_bias, gain).gives(expected)


### END HIDDEN TESTS

# %% [markdown]
# ## Questions to think about
#
# - A coupled cell, $c' = f c + (1 - f) g$, saves a gate, as the GRU does. Which unit of
#   the first picture could then not do its work, and why?
# - With forget bias 5 about half of the cell survives 100 steps. Why is that not simply
#   better than bias 1?
# - Gradient clipping makes a step shorter. Why is there no such cheap cure for
#   gradients that vanish?
#
# ## Sources
#
# - Hochreiter and Schmidhuber, *Long Short-Term Memory*, Neural Computation 9 (1997).
# - Gers, Schmidhuber and Cummins, *Learning to Forget: Continual Prediction with LSTM*,
#   Neural Computation 12 (2000): the forget gate.
# - Cho et al., *Learning Phrase Representations using RNN Encoder-Decoder for
#   Statistical Machine Translation*, EMNLP 2014: the GRU.
# - Pascanu, Mikolov and Bengio, *On the Difficulty of Training Recurrent Neural
#   Networks*, ICML 2013: vanishing, explosion, clipping.
# - Jozefowicz, Zaremba and Sutskever, *An Empirical Exploration of Recurrent Network
#   Architectures*, ICML 2015: a forget bias of 1.
# - Greff et al., *LSTM: A Search Space Odyssey*, IEEE TNNLS 28 (2017): the gradients.

# %% nbgrader={"grade_id": "see_summary", "show": true}
check.summary()
