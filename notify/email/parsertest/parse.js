// Reads every .eml file of a folder with mailparser and prints what it sees.
const fs = require("fs"), path = require("path"), crypto = require("crypto"), url = require("url");
const { simpleParser } = require("mailparser");
const dir = process.argv[2];
const sha = (b) => crypto.createHash("sha256").update(b).digest("hex");
// mailparser shows international domains in Unicode.
const ascii = (a) => a.replace(/@(.*)$/, (_, domain) => "@" + url.domainToASCII(domain));
const box = (a) => a ? [a.value[0].name, ascii(a.value[0].address)] : ["", ""];
(async () => {
  const out = {};
  for (const name of fs.readdirSync(dir).sort()) {
    const m = await simpleParser(fs.readFileSync(path.join(dir, name)), { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true, skipTextLinks: true });
    const refs = m.references ? [].concat(m.references) : [];
    const invitation = m.attachments.find((a) => !a.filename && a.contentType === "text/calendar");
    out[name] = {
      method: invitation ? invitation.headers.get("content-type").params.method : "", calendar: invitation ? invitation.content.toString() : "",
      subject: m.subject, from: box(m.from), to: box(m.to), replyTo: box(m.replyTo), id: m.messageId, references: refs,
      date: m.date.toISOString(), text: m.text || "", html: m.html || "", headers: [...m.headers.keys()].sort(),
      files: m.attachments.filter((a) => a.filename).map((a) => ({ name: a.filename, type: a.contentType, sha: sha(a.content), cid: a.contentId || "" })),
    };
  }
  console.log(JSON.stringify(out));
})();
