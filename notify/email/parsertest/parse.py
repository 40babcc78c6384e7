"""Reads every .eml file of a folder with Python's email and prints what it sees."""
import hashlib
import json
import os
import sys
from datetime import timezone
from email import message_from_binary_file, policy


def box(header):
    return [header.addresses[0].display_name, header.addresses[0].addr_spec] if header else ["", ""]


def calendar(m):
    for p in m.walk():
        if p.get_content_type() == "text/calendar" and not p.get_filename():
            return p.get_param("method"), p.get_content()
    return "", ""


def body(m, kind):
    part = m.get_body((kind,))
    return part.get_content() if part else ""


out = {}
for name in sorted(os.listdir(sys.argv[1])):
    with open(os.path.join(sys.argv[1], name), "rb") as f:
        m = message_from_binary_file(f, policy=policy.default)
    defects = [str(d) for p in m.walk() for d in p.defects]
    # An encoded word in Content-Type's name is a defect to Python, which reads
    # it nevertheless; older mail programs read nothing else.
    defects += [str(d) for p in m.walk() for k, h in p.items() if k.lower() != "content-type" for d in getattr(h, "defects", [])]
    out[name] = {
        "subject": m["subject"], "from": box(m["from"]), "to": box(m["to"]), "replyTo": box(m["reply-to"]),
        "id": m["message-id"], "references": (m["references"] or "").split(),
        "date": m["date"].datetime.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "text": body(m, "plain"), "html": body(m, "html"), "headers": sorted(k.lower() for k in m.keys()),
        "defects": defects, "method": calendar(m)[0], "calendar": calendar(m)[1],
        "files": [
            {"name": p.get_filename(), "type": p.get_content_type(),
             "sha": hashlib.sha256(p.get_payload(decode=True)).hexdigest(), "cid": p["content-id"] or ""}
            for p in m.walk() if p.get_filename()
        ],
    }
print(json.dumps(out))
