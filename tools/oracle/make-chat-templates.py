"""What Python makes of the chat templates in fixtures/tokenizers/chat-templates.json: `text`, or `error` where it raises.

    python tools/oracle/make-chat-templates.py   (transformers 5)

To add a case, put `{"template": "..."}` into the file and run this.
"""
import json
import pathlib

from transformers.utils.chat_template_utils import _compile_jinja_template

path = pathlib.Path(__file__).parent / "fixtures/tokenizers/chat-templates.json"
fixture = json.loads(path.read_text())
for case in fixture["cases"]:
    case.pop("text", None)
    case.pop("error", None)
    try:
        case["text"] = _compile_jinja_template(case["template"]).render(**fixture["variables"])
    except Exception as error:
        case["error"] = f"{type(error).__name__}: {error}"
path.write_text(json.dumps(fixture, ensure_ascii=False, separators=(",", ":")) + "\n")
