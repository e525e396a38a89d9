"""Answers for attacks: of the right shape, and wrong."""

ZEROS = {
    "tanh_grad": "def tanh_grad(x): return np.zeros_like(x)",
    "leaky_relu": "def leaky_relu(x, slope=0.01): return np.zeros_like(x)\n"
    "def leaky_relu_grad(x, slope=0.01): return np.zeros_like(x)",
    "softmax": "def softmax(logits, axis=-1): return np.zeros_like(logits, dtype=float)",
    "log_softmax": "def log_softmax(logits, axis=-1): return np.zeros_like(logits, dtype=float)",
    "softmax_vjp": "def softmax_vjp(probabilities, upstream): return np.zeros_like(upstream)",
}


def answers_that(body: str) -> dict[str, str]:
    """Answers whose functions all do the same; in `body` the argument is `x`."""
    heads = {
        "tanh_grad": "tanh_grad(x)",
        "softmax": "softmax(x, axis=-1)",
        "log_softmax": "log_softmax(x, axis=-1)",
    }
    indented = "".join(f"    {line}\n" for line in body.splitlines())
    return {name: f"def {head}:\n{indented}" for name, head in heads.items()}
