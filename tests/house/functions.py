"""Finds the functions of a C, C++, TypeScript or Python source and how many lines each has."""

import ast
import re
from dataclasses import dataclass

BRACE_SUFFIXES = (".c", ".h", ".cpp", ".hpp", ".ts", ".mts", ".cts", ".js", ".mjs", ".cjs")


@dataclass
class Function:
    name: str
    line: int
    lines: int


@dataclass
class Block:
    """An open brace: what stands before it, since which line, and whether it is a function."""

    header: str
    line: int
    is_function: bool


_NOISE = re.compile(
    r"""
      //[^\n]*
    | /\*.*?\*/
    | (?:u8|[uUL])?R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"
    | "(?:\\.|[^"\\\n])*"
    | (?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])*'
    | `(?:\\.|[^`\\])*`
    """,
    re.VERBOSE | re.DOTALL,
)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
_TYPE = re.compile(r"^(?:(?:export|default|declare|abstract|typedef|const)\s+)*"
                   r"(?:template\s*<.*>\s*)?(?:requires\b.*\s)?"
                   r"(?:namespace|inline namespace|class|struct|union|enum|interface|extern\b)",
                   re.DOTALL)
_CONTROL = re.compile(r"^(?:\}?\s*else\s+)?(?:if|for|while|switch|catch|do|else|try|return)\b")
_AFTER_PARAMETERS = re.compile(r"\)\s*(?:const|noexcept|override|final|mutable|&|&&|\s)*$")
_GROUP = re.compile(r"^(?:describe|suite)\b")


def without_noise(text, is_script=False):
    """The text with comments, literals and preprocessor lines blanked; line numbers stay."""

    def blank(match):
        found = match.group(0)
        literal = '""' if found[0] not in "/" else " "
        return literal + "\n" * found.count("\n")

    text = _NOISE.sub(blank, text)
    if is_script:
        return text
    return _DIRECTIVE.sub(lambda match: "\n" * match.group(0).count("\n"), text)


def _is_function(header):
    header = header.strip()
    if _CONTROL.match(header) or _GROUP.match(header) or "(" not in header:
        return False
    if header.startswith("@"):
        return False
    return not _TYPE.match(header) or bool(_AFTER_PARAMETERS.search(header))


def _name(header):
    names = re.findall(r"([A-Za-z_~][\w:~]*)\s*\(([^()]*)", header)
    if not names:
        return "?"
    name, arguments = names[0]
    if name in ("TEST", "TEST_F", "TEST_P", "TYPED_TEST"):
        return ".".join(part.strip() for part in arguments.split(","))
    return name


def brace_functions(text, is_script=False):
    """The outermost functions of a language with braces."""
    found, stack = [], []
    header, header_line, line, parentheses = "", 1, 1, 0
    for char in without_noise(text, is_script):
        if char == "\n":
            line += 1
        if char == "{":
            inside = any(block.is_function for block in stack)
            is_function = not inside and _is_function(header)
            stack.append(Block(header, header_line, is_function))
            stack[-1].parentheses = parentheses
            header, parentheses = "", 0
        elif char == "}" and stack:
            block = stack.pop()
            if block.is_function:
                found.append(Function(_name(block.header), block.line, line - block.line + 1))
            header, parentheses = "", block.parentheses
        elif char == ";" and parentheses == 0:
            header = ""
        else:
            parentheses += (char == "(") - (char == ")")
            if not header.strip() and not char.isspace():
                header_line = line
            header += char
    return found


def python_functions(text):
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.append(Function(node.name, node.lineno, node.end_lineno - node.lineno + 1))
    return found


def functions(path, text):
    """The functions of the source, by the suffix of its path; none for other files."""
    if path.endswith((".py", ".pyi")):
        return python_functions(text)
    if path.endswith(BRACE_SUFFIXES):
        return brace_functions(text, is_script=not path.endswith((".c", ".h", ".cpp", ".hpp")))
    return []
