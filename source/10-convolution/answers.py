"""Known right and wrong answers to the exercises of 10-convolution."""

import numpy as np

from autograder.authoring.bank import exercise

# -------------------------------------------------------------------------- output_size
size = exercise("output_size")


@size.right("counting the windows")
def _():
    def output_size(size, kernel, stride=1, padding=0):
        windows, start = 0, -padding
        while start + kernel <= size + padding:
            windows, start = windows + 1, start + stride
        return windows


@size.right("the length of a range")
def _():
    def output_size(size, kernel, stride=1, padding=0):
        return len(range(kernel, size + 2 * padding + 1, stride))


size.wrong(
    "ceil",
    "round down: a window that sticks out is left out",
    loses="output_size_by_hand output_size_of_any_window",
    edit=(
        "return (size + 2 * padding - kernel) // stride + 1",
        "return -((kernel - size - 2 * padding) // stride) + 1",
    ),
)
size.wrong(
    "fencepost",
    "the first window takes no step: it comes on top of the steps",
    loses="output_size_by_hand output_size_of_any_window",
    edit=(" // stride + 1", " // stride"),
)
size.wrong(
    "padding-once",
    "the padding stands at both ends",
    loses="output_size_by_hand output_size_of_any_window",
    edit=("size + 2 * padding - kernel", "size + padding - kernel"),
)
size.wrong(
    "fraction",
    "a number of windows has no fraction",
    loses="output_size_by_hand output_size_of_any_window",
    edit=("// stride", "/ stride"),
)
size.wrong(
    "one-inside",
    "divide first: the 1 is a window, not a pixel",
    loses="output_size_of_any_window",
    edit=(
        "(size + 2 * padding - kernel) // stride + 1",
        "(size + 2 * padding - kernel + 1) // stride",
    ),
)
size.wrong(
    "rounded",
    "round down always, also when more than half a step is left",
    loses="output_size_of_any_window",
    edit=(
        "(size + 2 * padding - kernel) // stride + 1",
        "round((size + 2 * padding - kernel) / stride) + 1",
    ),
)
size.wrong(
    "calls torch",
    loses="output_size_by_hand",
    edit=(
        "return (size + 2 * padding - kernel) // stride + 1",
        "return torch.zeros(size + 2 * padding).unfold(0, kernel, stride).shape[0]",
    ),
)

# ----------------------------------------------------------------------- conv2d_forward
forward = exercise("conv2d_forward")


@forward.right("in plain loops")
def _():
    def conv2d_forward(x, w, b, stride=1, padding=0):
        n, channels, h, width = x.shape
        f, _, kh, kw = w.shape
        ho = (h + 2 * padding - kh) // stride + 1
        wo = (width + 2 * padding - kw) // stride + 1

        def at(image, kernel, y, x):
            total = 0.0
            for c in range(channels):
                for i in range(kh):
                    for j in range(kw):
                        row, column = y * stride + i - padding, x * stride + j - padding
                        if 0 <= row < h and 0 <= column < width:
                            total += image[c][row][column] * kernel[c][i][j]
            return total

        return [
            [
                [[at(i, k, y, x) + bias for x in range(wo)] for y in range(ho)]
                for k, bias in zip(w.tolist(), b.tolist(), strict=True)
            ]
            for i in x.tolist()
        ]


@forward.right("a view of all windows, and einsum")
def _():
    def conv2d_forward(x, w, b, stride=1, padding=0):
        padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
        view = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], (2, 3))
        view = view[:, :, ::stride, ::stride]
        return np.einsum("ncyxij,fcij->nfyx", view, w) + b[:, None, None]


@forward.right("one slice of the image for each weight of the grid")
def _():
    def conv2d_forward(x, w, b, stride=1, padding=0):
        n, c, h, width = x.shape
        f, _, kh, kw = w.shape
        padded = np.zeros((n, c, h + 2 * padding, width + 2 * padding), x.dtype)
        padded[:, :, padding : padding + h, padding : padding + width] = x
        ho = (h + 2 * padding - kh) // stride + 1
        wo = (width + 2 * padding - kw) // stride + 1
        out = np.zeros((n, f, ho, wo), x.dtype) + b.reshape(1, f, 1, 1)
        for i in range(kh):
            for j in range(kw):
                rows = range(i, i + ho * stride, stride)
                columns = range(j, j + wo * stride, stride)
                part = padded[:, :, rows][:, :, :, columns]
                out += (part.transpose(0, 2, 3, 1) @ w[:, :, i, j].T).transpose(
                    0, 3, 1, 2
                )
        return out


forward.wrong(
    "flipped",
    "networks do not flip the kernel: w[0, 0] meets the upper left pixel",
    loses="conv2d_forward_by_hand conv2d_forward_channels conv2d_forward_stride",
    edit=("tensordot(window, w,", "tensordot(window, w[:, :, ::-1, ::-1],"),
)
forward.wrong(
    "no-bias",
    "each kernel adds its bias",
    loses="conv2d_forward_by_hand conv2d_forward_channels conv2d_forward_stride",
    edit=("axes=([1, 2, 3], [1, 2, 3])) + b", "axes=([1, 2, 3], [1, 2, 3]))"),
)
forward.wrong(
    "swapped-ho-wo",
    "rows come before columns: the output is N, F, HO, WO",
    loses="conv2d_forward_by_hand conv2d_forward_channels conv2d_forward_stride",
    edit=("    return out\n", "    return out.transpose(0, 1, 3, 2)\n"),
)
forward.wrong(
    "pads-one-side",
    "`padding` zeros on each of the four sides, not on two",
    loses="conv2d_forward_by_hand conv2d_forward_stride",
    edit=("sides = (padding, padding)", "sides = (padding, 0)"),
)
forward.wrong(
    "pads-one-side",
    loses="conv2d_forward_by_hand conv2d_forward_stride",
    edit=("sides = (padding, padding)", "sides = (0, padding)"),
)
forward.wrong(
    "pads-one-side",
    loses="conv2d_forward_by_hand conv2d_forward_stride",
    edit=("sides = (padding, padding)", "sides = (0, 2 * padding)"),
)
forward.wrong(
    "kernel-is-nonlinear",
    "the layer is linear: outputs may be negative, ReLU comes after it",
    loses="conv2d_forward_by_hand conv2d_forward_channels conv2d_forward_stride",
    edit=("    return out\n", "    return np.maximum(out, 0)\n"),
)
forward.wrong(
    "kernel-transposed",
    "the kernel is not transposed: its rows lie along rows of the image",
    loses="conv2d_forward_by_hand conv2d_forward_channels conv2d_forward_stride",
    edit=(
        "    kh, kw = w.shape[2:]\n",
        "    w = w.transpose(0, 1, 3, 2)\n    kh, kw = w.shape[2:]\n",
    ),
)
forward.wrong(
    "pads-with-the-border",
    "the padding is zeros, not a copy of the border",
    loses="conv2d_forward_by_hand conv2d_forward_stride",
    edit=(
        "((0, 0), (0, 0), sides, sides))",
        '((0, 0), (0, 0), sides, sides), mode="edge")',
    ),
)
forward.wrong(
    "mean-over-channels",
    "the products of all channels are added, not averaged",
    loses="conv2d_forward_channels conv2d_forward_stride",
    edit=(
        "np.tensordot(window, w, axes=([1, 2, 3], [1, 2, 3]))",
        "np.tensordot(window, w, axes=([1, 2, 3], [1, 2, 3])) / x.shape[1]",
    ),
)
forward.wrong(
    "first-channel-only",
    "a kernel looks at all channels, not at the first only",
    loses="conv2d_forward_channels conv2d_forward_stride",
    edit=(
        "np.tensordot(window, w, axes=([1, 2, 3], [1, 2, 3]))",
        "np.tensordot(window[:, 0], w[:, 0], axes=([1, 2], [1, 2]))",
    ),
)
forward.wrong(
    "first-bias-for-all",
    "each kernel has a bias of its own",
    loses="conv2d_forward_channels",
    edit=("[1, 2, 3])) + b", "[1, 2, 3])) + b[0]"),
)
forward.wrong(
    "steps-by-one",
    "windows are `stride` pixels apart, not one",
    loses="conv2d_forward_by_hand conv2d_forward_stride",
    edit=("top, left = i * stride, j * stride", "top, left = i, j"),
)
forward.wrong(
    "stride-along-rows-only",
    "the stride holds in both directions",
    loses="conv2d_forward_by_hand conv2d_forward_stride",
    edit=("top, left = i * stride, j * stride", "top, left = i * stride, j"),
)
forward.wrong(
    "stride-ignored",
    "a larger stride makes fewer windows",
    loses="conv2d_forward_by_hand conv2d_forward_stride",
    edit=("    kh, kw = w.shape[2:]\n", "    stride = 1\n    kh, kw = w.shape[2:]\n"),
)
forward.wrong(
    "padding-as-a-flag",
    "`padding` counts rings of zeros: 2 means two of them",
    loses="conv2d_forward_stride",
    edit=("sides = (padding, padding)", "sides = (1, 1) if padding else (0, 0)"),
)
forward.wrong(
    "no-gaps",
    "a stride may be larger than the kernel: it leaves pixels out",
    loses="conv2d_forward_stride",
    edit=(
        "    kh, kw = w.shape[2:]\n",
        "    kh, kw = w.shape[2:]\n    stride = min(stride, kh, kw)\n",
    ),
)
forward.wrong(
    "pads-all-axes",
    "zeros go around rows and columns, not around images and channels",
    loses="conv2d_forward_by_hand conv2d_forward_stride",
    edit=("np.pad(x, ((0, 0), (0, 0), sides, sides))", "np.pad(x, padding)"),
)
forward.wrong(
    "calls torch",
    loses="conv2d_forward_by_hand",
    edit=(
        "    sides = (padding, padding)\n",
        "    layer = torch.nn.functional.conv2d\n"
        "    inputs = map(torch.tensor, (x, w, b))\n"
        "    return layer(*inputs, stride=stride, padding=padding).numpy()\n"
        "    sides = (padding, padding)\n",
    ),
)

# ------------------------------------------------------------------------------ kernels
kernels = exercise("kernels")


@kernels.right("number by number")
def _():
    def blur_kernel(size):
        return [[1 / (size * size) for _ in range(size)] for _ in range(size)]

    def edge_kernels():
        return [
            [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
            [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
        ]

    def sharpen_kernel(amount):
        side, centre = -amount / 9, 1 + amount * 8 / 9
        return [[side, side, side], [side, centre, side], [side, side, side]]


@kernels.right("as sums and products of simpler kernels")
def _():
    def blur_kernel(size):
        line = np.ones((size, 1)) / size
        return line @ line.T

    def edge_kernels():
        smooth, change = np.array([1.0, 2.0, 1.0]), np.array([-1.0, 0.0, 1.0])
        right = smooth[:, None] * change
        down = change[:, None] * smooth
        return np.array([right, down])

    def sharpen_kernel(amount):
        itself = np.zeros((3, 3))
        itself[1, 1] = 1
        detail = itself - np.ones((3, 3)) / 9
        return itself + amount * detail


kernels.wrong(
    "blur-brightens",
    "the weights of a mean add up to 1",
    loses="kernels_by_hand kernels_every_weight",
    edit=("np.full((size, size), 1 / size**2)", "np.ones((size, size))"),
)
kernels.wrong(
    "divides-by-the-side",
    "a window of k x k has k squared pixels, not k",
    loses="kernels_by_hand kernels_every_weight",
    edit=("1 / size**2", "1 / size"),
)
kernels.wrong(
    "edges-swapped",
    "the first kernel is for a change to the right, the second downward",
    loses="kernels_by_hand kernels_every_weight",
    edit=("np.stack([right, right.T])", "np.stack([right.T, right])"),
)
kernels.wrong(
    "edges-flipped",
    "brighter to the right is positive: nothing flips these kernels",
    loses="kernels_by_hand kernels_every_weight",
    edit=("[-1, 0, 1]", "[1, 0, -1]"),
)
kernels.wrong(
    "lines-equal",
    "the middle line counts twice: (1, 2, 1)",
    loses="kernels_by_hand kernels_every_weight",
    edit=("np.outer([1, 2, 1],", "np.outer([1, 1, 1],"),
)
kernels.wrong(
    "detail-only",
    "the detail is put on top of the image, not in its place",
    loses="kernels_by_hand kernels_every_weight",
    edit=("kernel[1, 1] += 1 + amount", "kernel[1, 1] += amount"),
)
kernels.wrong(
    "blur-added",
    "detail is the image less the blur, not the blur",
    loses="kernels_by_hand kernels_every_weight",
    edit=(
        "(3, 3), -amount / 9)\n    kernel[1, 1] += 1 + amount",
        "(3, 3), amount / 9)\n    kernel[1, 1] += 1",
    ),
)
kernels.wrong(
    "amount-ignored",
    "`amount` says how much of the detail is added",
    loses="kernels_every_weight",
    edit=(
        "    kernel = np.full((3, 3), -amount / 9)",
        "    amount = 1.0\n    kernel = np.full((3, 3), -amount / 9)",
    ),
)
kernels.wrong(
    "always-a-ninth",
    "the mean of k x k pixels: a ninth is for 3 x 3 only",
    loses="kernels_every_weight",
    edit=("1 / size**2", "1 / 9"),
)

# ------------------------------------------------------------------------------- im2col
columns = exercise("im2col")


@columns.right("in plain loops")
def _():
    def im2col(x, kernel, stride=1, padding=0):
        kh, kw = kernel
        h, width = x.shape[2:]
        tops = range(-padding, h + padding - kh + 1, stride)
        lefts = range(-padding, width + padding - kw + 1, stride)

        def pixel(channel, row, column):
            inside = 0 <= row < h and 0 <= column < width
            return channel[row][column] if inside else 0.0

        return [
            [
                [pixel(channel, t + i, s + j) for t in tops for s in lefts]
                for channel in image
                for i in range(kh)
                for j in range(kw)
            ]
            for image in x.tolist()
        ]


@columns.right("window by window")
def _():
    def im2col(x, kernel, stride=1, padding=0):
        kh, kw = kernel
        padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
        windows = [
            padded[:, :, top : top + kh, left : left + kw].reshape(len(x), -1)
            for top in range(0, padded.shape[2] - kh + 1, stride)
            for left in range(0, padded.shape[3] - kw + 1, stride)
        ]
        return np.stack(windows, axis=2)


@columns.right("a view of all windows")
def _():
    def im2col(x, kernel, stride=1, padding=0):
        padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
        view = np.lib.stride_tricks.sliding_window_view(padded, kernel, axis=(2, 3))
        view = view[:, :, ::stride, ::stride].transpose(0, 1, 4, 5, 2, 3)
        n, c, kh, kw, ho, wo = view.shape
        return view.reshape(n, c * kh * kw, ho * wo)


columns.wrong(
    "column-order",
    "down a column: all pixels of channel 0, then those of channel 1",
    loses="im2col_by_hand im2col_batch im2col_stride",
    edit=(
        "return columns.reshape",
        "return columns.transpose(0, 2, 3, 1, 4, 5).reshape",
    ),
)
columns.wrong(
    "windows-down-first",
    "the windows follow each other along a row of the image first",
    loses="im2col_by_hand im2col_batch im2col_stride",
    edit=(
        "return columns.reshape",
        "return columns.transpose(0, 1, 2, 3, 5, 4).reshape",
    ),
)
columns.wrong(
    "windows-as-rows",
    "a window is a column of the matrix, not a row",
    loses="im2col_by_hand im2col_batch im2col_stride",
    edit=(
        "columns.reshape(n, c * kh * kw, ho * wo)",
        "columns.reshape(n, c * kh * kw, ho * wo).transpose(0, 2, 1)",
    ),
)
columns.wrong(
    "reshape-only",
    "a reshape does not collect windows: neighbours overlap",
    loses="im2col_by_hand im2col_batch im2col_stride",
    edit=(
        "columns.reshape(n, c * kh * kw, ho * wo)",
        "np.resize(padded, (n, c * kh * kw, ho * wo))",
    ),
)
columns.wrong(
    "kernel-order",
    "inside a channel, a window is read row by row",
    loses="im2col_by_hand im2col_batch",
    edit=(
        "return columns.reshape",
        "return columns.transpose(0, 1, 3, 2, 4, 5).reshape",
    ),
)
columns.wrong(
    "rows-before-channels",
    "all rows of a channel come before the next channel",
    loses="im2col_batch",
    edit=(
        "return columns.reshape",
        "return columns.transpose(0, 2, 1, 3, 4, 5).reshape",
    ),
)
columns.wrong(
    "view-as-it-lies",
    "pixels of a window go down, windows across: order the axes first",
    loses="im2col_by_hand im2col_batch im2col_stride",
    edit=(
        "return columns.reshape",
        "return columns.transpose(0, 1, 4, 5, 2, 3).reshape",
    ),
)
columns.wrong(
    "images-mixed",
    "each image has a matrix of its own",
    loses="im2col_batch im2col_stride",
    edit=(
        "return columns.reshape(",
        "return columns.transpose(1, 2, 3, 0, 4, 5).reshape(",
    ),
)
columns.wrong(
    "stride-ignored",
    "a larger stride makes fewer windows",
    loses="im2col_by_hand im2col_stride",
    edit=(
        "    n, c, h, width = x.shape",
        "    stride = 1\n    n, c, h, width = x.shape",
    ),
)
columns.wrong(
    "padding-ignored",
    "`padding` adds zeros on all four sides, and so more windows",
    loses="im2col_by_hand im2col_stride",
    edit=(
        "    n, c, h, width = x.shape",
        "    padding = 0\n    n, c, h, width = x.shape",
    ),
)
columns.wrong(
    "stride-along-rows-only",
    "the stride holds in both directions",
    loses="im2col_by_hand im2col_stride",
    edit=("slice(j, j + wo * stride, stride)", "slice(j, j + wo)"),
)
columns.wrong(
    "padding-as-a-flag",
    "`padding` counts rings of zeros: 2 means two of them",
    loses="im2col_stride",
    edit=(
        "    n, c, h, width = x.shape",
        "    padding = min(padding, 1)\n    n, c, h, width = x.shape",
    ),
)
columns.wrong(
    "no-gaps",
    "a stride may be larger than the kernel: it leaves pixels out",
    loses="im2col_stride",
    edit=(
        "    n, c, h, width = x.shape",
        "    stride = min(stride, max(kernel))\n    n, c, h, width = x.shape",
    ),
)
columns.wrong(
    "pads-all-axes",
    "zeros go around rows and columns, not around images and channels",
    loses="im2col_by_hand im2col_stride",
    edit=(
        "    padded = np.pad(x, ((0, 0), (0, 0), sides, sides))\n",
        "    padded = np.pad(x, padding)\n    n, c = padded.shape[:2]\n",
    ),
)
columns.wrong(
    "pads-all-axes",
    loses="im2col_by_hand im2col_stride",
    edit=("np.pad(x, ((0, 0), (0, 0), sides, sides))", "np.pad(x, padding)"),
)
columns.wrong(
    "calls torch",
    loses="im2col_by_hand",
    edit=(
        "    n, c, h, width = x.shape",
        "    unfold = torch.nn.functional.unfold\n"
        "    x = torch.tensor(x)\n"
        "    return unfold(x, kernel, stride=stride, padding=padding).numpy()\n"
        "    n, c, h, width = x.shape",
    ),
)

# ---------------------------------------------------------------------- conv2d_backward
backward = exercise("conv2d_backward")


@backward.right("in plain loops")
def _():
    def conv2d_backward(dout, x, w, stride=1, padding=0):
        n, channels, h, width = x.shape
        f, _, kh, kw = w.shape
        images, weights = x.tolist(), w.tolist()
        dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(f)
        for (m, k, y, z), slope in np.ndenumerate(dout):
            db[k] += slope
            for c in range(channels):
                for i in range(kh):
                    for j in range(kw):
                        row, column = y * stride + i - padding, z * stride + j - padding
                        if 0 <= row < h and 0 <= column < width:
                            dx[m, c, row, column] += slope * weights[k][c][i][j]
                            dw[k, c, i, j] += slope * images[m][c][row][column]
        return dx, dw, db


@backward.right("as a convolution of the spread-out dout with the flipped kernel")
def _():
    def conv2d_backward(dout, x, w, stride=1, padding=0):
        n, c, h, width = x.shape
        f, _, kh, kw = w.shape
        views = np.lib.stride_tricks.sliding_window_view
        hp, wp = h + 2 * padding, width + 2 * padding

        spread = np.zeros((n, f, hp + kh - 1, wp + kw - 1))
        last = spread[:, :, kh - 1 : hp, kw - 1 : wp]
        last[:, :, ::stride, ::stride] = dout
        windows = views(spread, (kh, kw), (2, 3))
        dx = np.einsum("nfyxij,fcij->ncyx", windows, w[:, :, ::-1, ::-1])
        dx = dx[:, :, padding : hp - padding, padding : wp - padding]

        padded = np.zeros((n, c, hp, wp))
        padded[:, :, padding : hp - padding, padding : wp - padding] = x
        windows = views(padded, (kh, kw), (2, 3))[:, :, ::stride, ::stride]
        dw = np.einsum("nfyx,ncyxij->fcij", dout, windows)
        return [dx, dw, np.einsum("nfyx->f", dout)]


@backward.right("in float32, one slice of the image for each weight of the grid")
def _():
    def conv2d_backward(dout, x, w, stride=1, padding=0):
        dout, x, w = (np.asarray(a, np.float32) for a in (dout, x, w))
        ho, wo = dout.shape[2:]
        frame = ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2)
        padded, dw = np.pad(x, frame), np.zeros_like(w)
        dpadded = np.zeros_like(padded)
        for i in range(w.shape[2]):
            for j in range(w.shape[3]):
                rows = slice(i, i + stride * (ho - 1) + 1, stride)
                across = slice(j, j + stride * (wo - 1) + 1, stride)
                dw[:, :, i, j] = np.einsum(
                    "nfyx,ncyx->fc", dout, padded[:, :, rows, across]
                )
                dpadded[:, :, rows, across] += np.einsum(
                    "nfyx,fc->ncyx", dout, w[:, :, i, j]
                )
        h, width = padded.shape[2:]
        dx = dpadded[:, :, padding : h - padding, padding : width - padding]
        return dx, dw, dout.sum(3).sum(2).sum(0)


ALL = "conv2d_backward_by_hand conv2d_backward_batch conv2d_backward_stride_padding"
backward.wrong(
    "assign-not-add",
    "windows overlap and weights are used again: add what arrives",
    loses=ALL,
    edit=("dpadded[:, :, rows, columns] +=", "dpadded[:, :, rows, columns] ="),
)
backward.wrong(
    "assign-not-add",
    loses=ALL,
    edit=("        dw += np.tensordot", "        dw = np.tensordot"),
)
backward.wrong(
    "assign-not-add",
    loses=ALL,
    edit=(
        "dpadded[:, :, rows, columns] += np.tensordot(here, w, axes=([1], [0]))\n"
        "        dw += np",
        "dpadded[:, :, rows, columns] = np.tensordot(here, w, axes=([1], [0]))\n"
        "        dw = np",
    ),
)
backward.wrong(
    "pad-zero-slice",
    "a slice from 0 to -0 is empty: cut the frame another way",
    loses=ALL,
    edit=(
        "padding : padding + h, padding : padding + width",
        "padding:-padding, padding:-padding",
    ),
)
backward.wrong(
    "bias-mean",
    "the bias is used at every stop: its gradients are added, not averaged",
    loses=ALL,
    edit=("dout.sum(axis=(0, 2, 3))", "dout.mean(axis=(0, 2, 3))"),
)
backward.wrong(
    "kernel-flipped",
    "each stop hands on the weights as they lie, not flipped",
    loses=ALL,
    edit=("np.tensordot(here, w, axes", "np.tensordot(here, w[:, :, ::-1, ::-1], axes"),
)
backward.wrong(
    "input-and-weights-swapped",
    "the window gets dout times the weights, the weights dout times window",
    loses=ALL,
    edit=("    return dx, dw, dout", "    return dw, dx, dout"),
)
backward.wrong(
    "weights-averaged-over-images",
    "dw is summed over the images; a mean is in dout already",
    loses="conv2d_backward_batch conv2d_backward_stride_padding",
    edit=("    return dx, dw, dout", "    return dx, dw / len(x), dout"),
)
backward.wrong(
    "weights-of-one-image",
    "all images add to dw, not only the first",
    loses="conv2d_backward_batch conv2d_backward_stride_padding",
    edit=(
        "np.tensordot(here, padded[:, :, rows, columns], axes",
        "np.tensordot(here[:1], padded[:1, :, rows, columns], axes",
    ),
)
backward.wrong(
    "bias-per-image",
    "one number for each kernel: the bias is summed over the images too",
    loses="conv2d_backward_batch conv2d_backward_stride_padding",
    edit=(
        "return dx, dw, dout.sum(axis=(0, 2, 3))",
        "return dx, dw, dout[0].sum(axis=(1, 2))",
    ),
)
backward.wrong(
    "first-kernel-only",
    "every kernel sends gradient to the image, not only the first",
    loses="conv2d_backward_by_hand conv2d_backward_batch",
    edit=("tensordot(here, w, axes", "tensordot(here[:, :1], w[:1], axes"),
)
backward.wrong(
    "reshaped-not-swapped",
    "dw is ordered by kernel, then channel; a reshape swaps no axes",
    loses="conv2d_backward_batch",
    edit=(
        "    return dx, dw, dout",
        "    return dx, dw.swapaxes(0, 1).reshape(w.shape), dout",
    ),
)
backward.wrong(
    "stride-one",
    "the windows are `stride` pixels apart, as in the forward pass",
    loses="conv2d_backward_by_hand conv2d_backward_stride_padding",
    edit=("    kh, kw = w.shape[2:]\n", "    kh, kw = w.shape[2:]\n    stride = 1\n"),
)
backward.wrong(
    "frame-kept",
    "dx has the shape of x: cut the frame of zeros off",
    loses="conv2d_backward_by_hand conv2d_backward_stride_padding",
    edit=(
        "dpadded[:, :, padding : padding + h, padding : padding + width]",
        "dpadded",
    ),
)
backward.wrong(
    "unseen-pixels-cut",
    "pixels that no window saw belong to dx, with gradient 0",
    loses="conv2d_backward_stride_padding",
    edit=(
        "    dx = dpadded[:, :,",
        "    ho, wo = dout.shape[2:]\n"
        "    h = min(h, (ho - 1) * stride + kh - padding)\n"
        "    width = min(width, (wo - 1) * stride + kw - padding)\n"
        "    dx = dpadded[:, :,",
    ),
)
backward.wrong(
    "frame-cut-at-the-end",
    "the frame is on all four sides: dx starts `padding` pixels in",
    loses="conv2d_backward_by_hand conv2d_backward_stride_padding",
    edit=("padding : padding + h, padding : padding + width", ":h, :width"),
)
backward.wrong(
    "no-gaps",
    "a stride may be larger than the kernel: it leaves pixels out",
    loses="conv2d_backward_stride_padding",
    edit=(
        "    kh, kw = w.shape[2:]\n",
        "    kh, kw = w.shape[2:]\n    stride = min(stride, kh, kw)\n",
    ),
)
backward.wrong(
    "calls torch",
    loses="conv2d_backward_by_hand",
    edit=(
        "    h, width = x.shape[2:]\n",
        "    b = torch.zeros(len(w), dtype=torch.float64, requires_grad=True)\n"
        "    x, w = (torch.tensor(a, requires_grad=True) for a in (x, w))\n"
        "    conv2d = torch.nn.functional.conv2d\n"
        "    out = conv2d(x, w, b.to(x.dtype), stride=stride, padding=padding)\n"
        "    return torch.autograd.grad(out, [x, w, b], torch.tensor(dout))\n"
        "    h, width = x.shape[2:]\n",
    ),
)
backward.equivalent(
    "swap-items-96ca34", because="a sum over three axes does not depend on their order"
)

# ------------------------------------------------------------------------- kaiming_init
kaiming = exercise("kaiming_init")


@kaiming.right("one number after the other")
def _():
    def kaiming_init(shape, rng):
        f, c, kh, kw = shape
        std = (2 / (c * kh * kw)) ** 0.5
        w = [
            [
                [[rng.normal(0.0, std) for _ in range(kw)] for _ in range(kh)]
                for _ in range(c)
            ]
            for _ in range(f)
        ]
        return w, [0.0] * f


@kaiming.right("from uniform numbers, by Box and Muller")
def _():
    def kaiming_init(shape, rng):
        fan_in = np.prod(shape[1:])
        radius = np.sqrt(-2 * np.log(1 - rng.random(shape)))
        normal = radius * np.cos(2 * np.pi * rng.random(shape))
        return normal * np.sqrt(2 / fan_in), np.zeros(len(normal))


@kaiming.right("in float32")
def _():
    def kaiming_init(shape, rng):
        w = rng.standard_normal(shape, dtype=np.float32)
        return w / np.sqrt(w[0].size / 2, dtype=np.float32), np.zeros(shape[:1])


kaiming.wrong(
    "fan-out",
    "count what goes into a kernel (channels x grid), not the kernels",
    loses="kaiming_init_by_hand kaiming_init_draws",
    edit=("shape[1] * shape[2]", "shape[0] * shape[2]"),
)
kaiming.wrong(
    "random-bias",
    "the biases start at zero; random weights are enough",
    loses="kaiming_init_by_hand",
    edit=(
        "np.zeros(shape[0])",
        "rng.normal(0, np.sqrt(2 / fan_in), shape[0])",
    ),
)
kaiming.wrong(
    "not-for-relu",
    "ReLU halves the mean square, so the variance is 2 / fan_in",
    loses="kaiming_init_by_hand kaiming_init_draws",
    edit=("np.sqrt(2 / fan_in)", "np.sqrt(1 / fan_in)"),
)
kaiming.wrong(
    "variance-for-deviation",
    "2 / fan_in is the variance; the deviation is its square root",
    loses="kaiming_init_by_hand kaiming_init_draws",
    edit=("np.sqrt(2 / fan_in)", "2 / fan_in"),
)
kaiming.wrong(
    "channels-only",
    "a kernel looks at channels x grid, not at one number a channel",
    loses="kaiming_init_by_hand kaiming_init_draws",
    edit=("shape[1] * shape[2] * shape[3]", "shape[1]"),
)
kaiming.wrong(
    "square-grid",
    "the grid has KH x KW weights; it need not be square",
    loses="kaiming_init_draws",
    edit=("shape[2] * shape[3]", "shape[2] ** 2"),
)
kaiming.wrong(
    "own-generator",
    "draw from `rng`, which the caller gave, and from nothing else",
    loses="kaiming_init_draws",
    edit=("    fan_in = ", "    rng = np.random.default_rng(0)\n    fan_in = "),
)
kaiming.wrong(
    "uniform",
    "the weights are normally distributed, not uniformly",
    loses="kaiming_init_draws",
    edit=(
        "rng.normal(0, np.sqrt(2 / fan_in), shape)",
        "rng.uniform(-np.sqrt(6 / fan_in), np.sqrt(6 / fan_in), shape)",
    ),
)

# --------------------------------------------------------------------------------- cost
price = exercise("cost")


@price.right("counting what each output needs, in plain loops")
def _():
    def windows(size, kernel, stride, padding):
        return len(range(kernel, size + 2 * padding + 1, stride))

    def cost(input_shape, layers):
        c, h, w = input_shape
        parameters, products = 0, 0
        for f, (kh, kw), stride, padding in layers:
            h, w = windows(h, kh, stride, padding), windows(w, kw, stride, padding)
            for _ in range(f):
                parameters += c * kh * kw + 1
                for _ in range(h):
                    products += w * c * kh * kw
            c = f
        return parameters, products


@price.right("the first layer, and the rest by itself")
def _():
    def cost(input_shape, layers):
        if not layers:
            return 0, 0
        (filters, grid, stride, padding), *rest = layers
        pixels = np.array(input_shape[1:])
        out = (pixels + 2 * padding - np.array(grid)) // stride + 1
        products = filters * input_shape[0] * np.prod(grid)
        below = cost((filters, *out), rest)
        return products + filters + below[0], products * np.prod(out) + below[1]


price.wrong(
    "kernel-shared-by-layers",
    "places share a kernel, layers do not: each layer has its own",
    loses="cost_by_hand cost_of_a_stack",
    edit=(
        "parameters += weights + filters",
        "parameters = max(parameters, weights + filters)",
    ),
)
price.wrong(
    "kernel-per-place",
    "all places share one kernel: its weights count once",
    loses="cost_by_hand cost_of_a_stack",
    edit=("weights + filters", "(weights + filters) * height * width"),
)
price.wrong(
    "bias-not-counted",
    "each kernel has one bias, and it is a parameter",
    loses="cost_by_hand cost_of_a_stack",
    edit=("weights + filters", "weights"),
)
price.wrong(
    "bias-multiplied",
    "a bias is added, not multiplied: it is no multiply-add",
    loses="cost_by_hand cost_of_a_stack",
    edit=("+= weights * height * width", "+= (weights + filters) * height * width"),
)
price.wrong(
    "sharing-saves-products",
    "sharing saves parameters; each stop still multiplies all weights",
    loses="cost_by_hand cost_of_a_stack",
    edit=("weights * height * width", "weights"),
)
price.wrong(
    "one-channel-kernels",
    "a kernel has a grid of weights for every channel",
    loses="cost_by_hand cost_of_a_stack",
    edit=("filters * channels * kh * kw", "filters * kh * kw"),
)
price.wrong(
    "channels-of-the-image",
    "a layer sees the kernels of the layer before as its channels",
    loses="cost_by_hand cost_of_a_stack",
    edit=("        channels = filters\n", ""),
)
price.wrong(
    "size-stays",
    "a layer's stops are counted on its own output, which may be smaller",
    loses="cost_by_hand cost_of_a_stack",
    edit=(
        "        weights = ",
        "        _, height, width = input_shape\n        weights = ",
    ),
)
price.wrong(
    "products-before-stride",
    "only the places where the kernel stops are computed",
    loses="cost_by_hand cost_of_a_stack",
    edit=(
        "multiply_adds += weights * height * width",
        "multiply_adds += weights * height * width * stride**2",
    ),
)
price.wrong(
    "one-bias-a-layer",
    "each kernel has a bias of its own, not each layer",
    loses="cost_by_hand cost_of_a_stack",
    edit=("weights + filters", "weights + 1"),
)
price.wrong(
    "one-kernel-s-products",
    "every kernel of the layer multiplies at each stop",
    loses="cost_by_hand cost_of_a_stack",
    edit=("+= weights * height * width", "+= weights // filters * height * width"),
)
price.wrong(
    "counts-swapped",
    "the parameters come first, then the multiply-adds",
    loses="cost_by_hand cost_of_a_stack",
    edit=("return parameters, multiply_adds", "return multiply_adds, parameters"),
)
price.wrong(
    "square-grid",
    "the grid has KH x KW weights; it need not be square",
    loses="cost_of_a_stack",
    edit=("filters * channels * kh * kw", "filters * channels * kh**2"),
)
price.wrong(
    "columns-by-kh",
    "rows are counted with KH, columns with KW",
    loses="cost_of_a_stack",
    edit=("(width + 2 * padding - kw)", "(width + 2 * padding - kh)"),
)
