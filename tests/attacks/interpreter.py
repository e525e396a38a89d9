"""Hooks of the interpreter: the tests are changed on their way to it, or what it says on the way back."""

from .attack import Attack

ATTACKS = [
    Attack(
        "ast-transformer",
        "takes the statements out of every later cell that has a test",
        "import ast\n"
        "class Strip(ast.NodeTransformer):\n"
        "    def visit_FunctionDef(self, node):\n"
        "        if any('check.test' in ast.unparse(mark) for mark in node.decorator_list):\n"
        "            node.body = [ast.Pass()]\n"
        "        return ast.fix_missing_locations(node)\n"
        "get_ipython().ast_transformers.append(Strip())",
    ),
    Attack(
        "partial-score-nan",
        "turns a test into an expression whose value is nan, which stock takes for full marks",
        "import ast\n"
        "class Score(ast.NodeTransformer):\n"
        "    def visit_Module(self, node):\n"
        "        if 'check.test' in ast.unparse(node):\n"
        "            node = ast.parse('float(\"nan\")')\n"
        "        return node\n"
        "get_ipython().ast_transformers.append(Score())",
    ),
    Attack(
        "input-transformer",
        "empties every later cell that mentions a test",
        "def forget(lines):\n"
        "    return ['pass\\n'] if any('check.test' in line for line in lines) else lines\n"
        "get_ipython().input_transformers_post.append(forget)",
    ),
    Attack(
        "run-code",
        "replaces the shell's function that runs compiled code",
        "shell = get_ipython()\n"
        "honest = shell.run_code\n"
        "async def run_code(code, result=None, *, async_=False):\n"
        "    if 'test' in code.co_names:\n"
        "        return False\n"
        "    return await honest(code, result, async_=async_)\n"
        "shell.run_code = run_code",
    ),
    Attack(
        "trace-function",
        "sets a trace function that takes the failure out of the comparison's variables",
        "import sys\n"
        "def trace(frame, event, value):\n"
        "    if frame.f_code.co_name == '_settle':\n"
        "        frame.f_locals['cause'] = None\n"
        "    return trace if frame.f_code.co_name == '_settle' else None\n"
        "get_ipython().events.register('pre_run_cell', lambda *_: sys.settrace(trace))",
    ),
    Attack(
        "import-hook",
        "answers the notebook's import of autograder.check with a module of its own",
        "import sys, types, importlib.abc, importlib.machinery\n"
        "class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        return importlib.machinery.ModuleSpec(name, self) if name == 'autograder.check' else None\n"
        "    def create_module(self, spec):\n"
        "        module = types.ModuleType(spec.name)\n"
        "        module.__getattr__ = lambda name: lambda *args, **kwargs: None\n"
        "        return module\n"
        "    def exec_module(self, module): pass\n"
        "sys.meta_path.insert(0, Finder())\n"
        "[sys.modules.pop(name) for name in list(sys.modules) if name.startswith('autograder')]",
        place="first",
    ),
    Attack(
        "compile",
        "replaces the shell's compiler by one that knows no tests",
        "shell = get_ipython()\n"
        "honest = shell.compile.ast_parse\n"
        "def ast_parse(source, *args, **kwargs):\n"
        "    return honest('pass' if 'check.test' in source else source, *args, **kwargs)\n"
        "shell.compile.ast_parse = ast_parse",
    ),
    Attack(
        "user-namespace",
        "gives the shell a namespace in which `check` cannot be bound anew",
        "class Names(dict):\n"
        "    pass\n"
        "class Agrees:\n"
        "    def __getattr__(self, name): return lambda *args, **kwargs: self\n"
        "get_ipython().events.register('pre_run_cell', lambda *_: get_ipython().user_ns.update(check=Agrees()))",
    ),
]
