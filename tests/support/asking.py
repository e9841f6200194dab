"""A script of the model that asks in every way, and the file that it changes."""

POEM = "".join(f"line {n}\n" for n in range(1, 41))
FORM = (
    'tool AskUserQuestion {"questions": [{"question": "Which?", "header": "One",'
    ' "multiSelect": false, "options": [{"label": "A", "description": "First"},'
    ' {"label": "B", "description": "Second"}]}, {"question": "What else?", "header": "More",'
    ' "multiSelect": true, "options": [{"label": "C", "description": "Third"},'
    ' {"label": "D", "description": "Fourth"}]}]}'
)


def questions_of_every_kind() -> str:
    """Two changes, a command and a form, in one turn."""
    poem = '"file_path": "{{workspace}}/poem.txt"'
    edits = [
        f'tool Edit {{{poem}, "old_string": "line {n}\\n", "new_string": "LINE {n}\\n"}}'
        for n in (2, 30)
    ]
    command = 'tool Bash {"command": "touch denied"}'
    steps = [f"@@ tool Read {{{poem}}}", *edits, command, FORM, "say Done in `poem.txt:2`."]
    return " >> ".join(steps)
