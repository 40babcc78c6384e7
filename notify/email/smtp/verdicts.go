package smtp

import (
	"github.com/budkavle/budkavle/audit/delivery"

	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// A pattern recognises refusals by their words or by their status code (RFC 3463,
// without its class). Words are in lower case, "*" stands for anything between.
type pattern struct {
	verdict delivery.Judgement // of a 5xx; a 4xx is always Temporary
	from    string             // where servers that say so are documented, or were met
	words   []string           // any of them
	status  []string           // any of them
	both    bool               // the words and the status
	only    []int              // the reply codes that it is limited to; nil: any
}

// aboutUs are refusals that say something of us: our machine, our account, our
// address, our proof of it. They come first, since such words outweigh any of the
// recipient, whose name a server mentions by the way: it is never held against a
// recipient that we are not wanted. What ends by itself is Temporary although the
// reply is a 5xx.
var aboutUs = []pattern{
	// One recipient does not want our mail, or those of one customer: the others may, so that
	// nothing stops.
	{from: "Rackspace GE, Mimecast, Trend Micro, DISA.MIL, webmails' own lists", verdict: delivery.OfSender(reasons.Refused), words: []string{
		"blocked by this recipient", "blocked by the recipient", "blocked by recipient", "blocked by this user",
		"blocked by the user", "blocked by user",
		"rejected by this user", "rejected by the user", "rejected by user", "refused by recipient",
		"refused by the recipient", "refused by the disa.mil recipient", "recipient has blocked", "user has blocked",
		"recipient's block", "recipient's black", "recipient's personal", "user's block", "user's black",
		"user's personal", "personal block", "personal blacklist", "blocked senders", "block-send-er",
		"ers-customized",
		"recipient definitively", "recipient does not want", "recipient does not accept mail from",
		"user does not accept mail from",
	}},
	{from: "Exchange Online, Rackspace, GoDaddy, Postfix anvil, Gmail 4.7.0", verdict: delivery.Later(reasons.TooManyConnections), words: []string{
		"concurrent connection", "too many connections", "too many sessions", "too many concurrent", "connection limit", "connections limit", "connection count limit",
		"too much connections", "number of connections", "connection rate limit", "too many simultaneous", "maximum connections",
	}},
	{from: "Gmail 5.4.5, Exchange 5.1.90 and 5.7.705, one.com, Zoho, cPanel, OVH, Yahoo Japan, SendGrid, Amazon", verdict: delivery.Later(reasons.QuotaExceeded), words: []string{
		"sending quota", "sending limit", "daily limit", "hourly limit", "day limit", "hour limit", "user sending", "max emails per hour", "max defers and failures", "messages per day", "emails per day", "mails per day",
		"messages per hour", "mails per hour", "emails per hour", "number of allowed outgoing", "outgoing messages*exceed", "exceeded*outgoing", "relay quota", "too many emails", "too many mails", "submission quota", "limit for messages allowed to be sent",
		"daily message quota", "daily quota exceeded", "exceeded*messages*24", "maximum credits exceeded", "sender*exceeded*limit", "limit on the number of",
		"you have exceeded", "you've exceeded", "you exceeded", "you are over",
	}},
	{from: "Exchange Online", verdict: delivery.Later(reasons.QueueFull), words: []string{"organization queue quota"}},
	{from: "Amazon SES, Gmail 4.7.28, Outlook 4.7.650, Yahoo TSS04, QQ, Rackspace G28, Mailprotector, GoDaddy IB110", verdict: delivery.Later(reasons.TooManyRequests), words: []string{
		"rate limit*ip", "ip*rate limit", "sending rate", "submission rate", "throttl", "sender*frequency", "frequency limited", "too many messages from", "received too many messages", "unusual rate", "unexpected volume", "user complaints",
		"too many errors", "too many invalid recipients", "too many messages in", "too many unknown", "request rate", "message rate for", "excessive volume", "server busy",
	}},
	{from: "Exchange 5.7.705, 5.1.90; Gmail 5.4.5", verdict: delivery.Later(reasons.QuotaExceeded), status: []string{"4.5", "1.90", "7.705"}},
	{from: "Postfix, Exim and cPanel callouts: before the reasons that stand behind it", verdict: delivery.ToMend(reasons.SenderRefused), words: []string{"sender address rejected", "sender verify", "verification failed for"}},
	{from: "Gmail smtp relay, cPanel, Postfix, Exim, sendmail, qmail, Zoho, MessageLabs, Mimecast, Yahoo, Exchange, Proofpoint, ImprovMX", verdict: delivery.ToMend(reasons.RelayDenied), words: []string{
		"relay access denied", "relaying denied", "relay denied", "unable to relay", "relay not permitted", "relaying not allowed", "relaying not permitted", "not permitted to relay", "relaying disallowed", "relay not allowed", "open relay", "relaying prohibited",
		"relaying is not allowed", "mail relay denied", "not allowed to relay", "no relaying", "we do not relay", "cannot relay", "will not relay", "allowed rcpthosts", "as a relay", "relay*prohibited", "authentication*to relay", "not authorized to relay", "relay*denied",
	}},
	{from: "RFC 3207, RFC 8314, Postfix, Gmail", verdict: delivery.ToMend(reasons.TLSRequired), words: []string{
		"starttls command first", "must issue a starttls", "issue starttls", "use starttls", "starttls first", "starttls is required", "starttls required", "tls required", "requires tls", "tls is required", "encryption required", "must use tls",
		"session encryption is required", "require*starttls", "starttls*before",
	}},
	{from: "Exchange 5.7.133 and 5.7.134: the recipient takes only mail from inside its organisation", verdict: delivery.OfSender(reasons.Refused), words: []string{"resolver.rst", "sendernotauthenticatedfor"}},
	{from: "RFC 4954, Exim and cPanel, Exchange 5.7.57, Postfix, MXroute", verdict: delivery.ToMend(reasons.LoginRequired), words: []string{
		"authentication required", "authentication is required", "requires authentication", "require authentication", "must authenticate", "must be authenticated", "need to authenticate", "not authenticated to", "was not authenticated", "client was not authenticated",
		"smtp authentication", "smtp auth", "authenticate first", "please authenticate", "log in first", "must log in", "must login", "login first", "authorization required", "auth first", "auth required", "auth command first", "need auth", "unauthenticated mail not allowed",
		"unauthenticated senders", "not logged in",
	}},
	{from: "Exim HELO checks, Postfix, HELO listed: Exchange S8001, Mail.ru", verdict: delivery.ToMend(reasons.ClientRefused), words: []string{
		"helo command rejected", "ehlo command rejected", "invalid helo", "invalid ehlo", "bad helo", "helo name", "ehlo name", "helo/ehlo", "helo argument", "invalid hostname in helo", "valid helo", "helo*rejected", "helo refused", "my name was rejected",
	}},
	{from: "Gmail, Outlook, Yahoo, iCloud, Mimecast, Proofpoint, Zoho, Hostpoint, Web.de, RFC 7208, RFC 7489", verdict: delivery.ToMend(reasons.SenderNotProved), words: []string{
		"dmarc", "spf", "dkim", "unauthenticated email", "sender is unauthenticated", "required authentication level", "authentication checks", "not allowed to send from*ip", "is not authorized to send mail", "not allowed to send mail for", "doesn't allow sending mails from",
		"anti-spoofing", "spoofed message", "spoofing",
	}},
	{from: "Postfix, GMX, Comcast, AT&T, Rackspace G1F, GoDaddy IB108, Gmail 4.7.23", verdict: delivery.ToMend(reasons.SenderNotProved), words: []string{
		"reverse dns", "reverse hostname", "rdns", "ptr record", "no ptr", "ptr resource", "dns ptr", "find your hostname", "find your reverse", "ip name lookup failed", "without a valid sender domain",
	}},
	{from: "RFC 7372, Gmail 5.7.26–5.7.40, Exchange 5.7.509 and 5.7.515", verdict: delivery.ToMend(reasons.SenderNotProved), status: []string{
		"7.20", "7.21", "7.22", "7.23", "7.24", "7.25", "7.26", "7.27", "7.29", "7.30", "7.32", "7.40", "7.509", "7.510", "7.511", "7.512", "7.515",
	}},
	{from: "Spamhaus, SpamCop, SORBS, Barracuda, UCEPROTECT, Proofpoint PDR, Cloudmark CSI, Senderscore, Talos, Trend Micro ERS", verdict: delivery.ToMend(reasons.Blocklisted), words: []string{
		"blocked using", "block list", "blocklist", "blacklist", "black list", "denylist", "deny list", "blocked by", "rbl", "dnsbl", "spamhaus", "spamcop", "sorbs", "uceprotect", "barracudacentral", "cloudmark", "senderscore", "mail-abuse", "reputation", "surriel",
		"banned sending", "banned ip", "ip*banned", "you are banned", "you have been banned", "sender*banned",
		"is listed", "listed on", "block listed", "temporarily blocked for", "blocked for the day", "client*blocked",
		"domain*blocked", "ip*blocked", "host*blocked", "you are blocked",
		"you have been blocked", "connection refused", "comcast block",
	}},
	{from: "Exchange 5.7.501, 5.7.606–5.7.649 and 5.7.708", verdict: delivery.ToMend(reasons.Blocklisted), words: []string{
		"access denied, traffic not accepted", "access denied, spam abuse", "access denied, banned", "sending ip", "your ip", "originating ip", "source ip", "ip*not accepted", "ip*not allowed", "connections will not be accepted", "connections not accepted", "not allowed from this range",
	}},
	{from: "Exchange 5.7.501–5.7.508, 5.7.606–5.7.649, 5.7.700–5.7.750", verdict: delivery.ToMend(reasons.Blocklisted), status: []string{
		"7.500", "7.501", "7.502", "7.503", "7.504", "7.505", "7.506", "7.507", "7.508", "7.606", "7.607", "7.608", "7.649", "7.650", "7.651", "7.703", "7.706", "7.708", "7.750",
	}},
	{from: "Postfix, Exchange SendAsDenied and 5.7.60, Exim and cPanel callouts, Amazon SES, SendGrid, Zoho, freenet, Postal, Strato, Loopia, Gmail, RFC 3463 x.1.7 and x.1.8", verdict: delivery.ToMend(reasons.SenderRefused), words: []string{
		"not owned by user", "sendasdenied", "to send as", "send as any", "send as this", "sender verification", "sender*callout", "sender domain", "invalid sender", "sender*not*allowed", "sender*not*authorized", "sender*denied",
		"sender*rejected", "sender*refused", "sender*does not match", "sender doesn't match", "sender*not exist",
		"sender*not valid", "sender*invalid", "sender identity", "verified sender", "sender is blocked",
		"sender blocked", "from address", "address is not verified",
		"from*not allowed", "from*not one of", "from*does not match", "from*mismatch", "from/sender", "from header",
		"from: header", "from domain", "envelope sender", "mail from*not allowed", "mail from domain",
		"mail from*rejected", "mail from*invalid", "mailfrom", "domain of sender", "return-path", "return path",
		"envelope blocked", "envelope rejected",
		"sender's", "bad sender", "suspected spam sender", "your domain", "not permitted to send", "not allowed to send", "you are not authorized", "not authorised to send", "not authorized to send", "header based", "header-based", "invalid dns mx",
	}},
	{from: "RFC 3463 x.1.7 and x.1.8, Exchange 5.7.60 and 5.7.64", verdict: delivery.ToMend(reasons.SenderRefused), status: []string{"1.7", "1.8", "7.60", "7.64"}},
	{from: "Postfix, sendmail access tables, Exchange, Mimecast, Cisco, ISPs that block port 25", verdict: delivery.ToMend(reasons.ClientRefused), words: []string{
		"client host rejected", "client host", "host rejected", "client*rejected", "client*denied", "your host", "your server", "your mail server", "this host", "access to submit", "your access", "not accepted from this", "no access from", "dynamic ip", "dynamically", "from residential",
	}},
	{from: "Exchange 5.7.700–5.7.750, Gmail, SendGrid, Mailgun", verdict: delivery.ToMend(reasons.AccountNotActive), words: []string{
		"tenant has exceeded", "your account", "account suspended", "account*is suspended", "suspended from sending", "sending*disabled", "outgoing*suspended", "not activated", "account*not paid", "license expired", "smtpclientauthentication is disabled",
	}},
	{from: "milter-greylist, postgrey, Barracuda, ZeroSpam, Exim", verdict: delivery.Later(reasons.Greylisted), words: []string{
		"greylist", "graylist", "grey-list", "gray-list", "grey list", "gray list",
	}},
	// Something of ours is not there, in the words for a mailbox that is not. It does not
	// stop the others: nobody has said what there is to mend.
	{from: "Exim, Courier and milters on the envelope's sender, the login and HELO", verdict: delivery.OfSender(reasons.Refused), words: []string{
		"return address", "reply address", "mail from user", "mail from address", "mail from account", "mail from*unknown", "mail from: ", "originator", "your mailbox", "your address is", "your address does", "your address was", "your email address", "your e-mail address",
		"authenticated user", "authenticated account", "login user", "login account", "login name", "credentials", "allowed senders", "senders list", "list of senders", "reverse lookup", "in helo", "in ehlo", "helo domain", "ehlo domain", "helo host", "ehlo host",
		"sender over quota", "sender is over quota", "sender*mailbox full", "sender*quota",
	}},
	{from: "the same in other languages", verdict: delivery.OfSender(reasons.Refused), words: []string{
		"avsändar", "avsender", "afsender", "lähettäj", "absender", "expéditeur", "expediteur", "remitente",
		"mittente", "afzender", "nadawc", "din adress", "din e-post", "deine adresse", "ihre adresse",
		"votre adresse", "osoitteesi",
	}},
}

// aboutTheSize are refusals of a mail that is too large.
var aboutTheSize = []pattern{
	{from: "RFC 1870, RFC 3463 x.2.3 and x.3.4, Gmail, GoDaddy, Exchange", verdict: delivery.OfMessage(reasons.TooLarge), words: []string{
		"message size", "size exceed", "exceeds size", "size limit*message", "message*too large", "message*too big", "mail too big", "mail*too large", "file*too large", "fixed limit", "maximum size", "exceeds fixed maximum", "exceeds maximum", "message larger", "larger than the", "message length exceed",
		"message exceeds", "exceeded*message size",
	}},
	{from: "RFC 3463 x.2.3 and x.3.4", verdict: delivery.OfMessage(reasons.TooLarge), status: []string{"2.3", "3.4"}},
}

// aboutWhatWasFound are refusals of what was found in the mail. Such words outweigh a
// bare status code of a mailbox, and no word for one.
var aboutWhatWasFound = []pattern{
	{from: "Gmail 5.7.0, Mail.ru, Yandex, Zoho, Proton, QQ, Free, GoDaddy, Rambler, t-online, Yahoo, SpamAssassin, Rspamd", verdict: delivery.OfMessage(reasons.Filtered), words: []string{
		"spam", "unsolicited", "junk", "phish", "suspicious", "bulk mail", "looks like", "message filtered",
	}},
	{from: "Exim, Exchange transport rules, iCloud", verdict: delivery.OfMessage(reasons.MessageRefused), words: []string{"policy", "policies"}},
	{from: "Gmail 5.7.0, ClamAV, Barracuda, Rackspace G3", verdict: delivery.OfMessage(reasons.MessageRefused), words: []string{"virus", "malware", "attachment", "banned content"}},
}

// aboutTheContent are refusals of what the mail holds. They are asked last, since
// a server that knows of no mailbox says that it rejects the message, too.
var aboutTheContent = []pattern{
	{from: "Gmail 5.7.0 and 5.6.0, Rackspace G3–G1D, Yahoo [291], Exchange transport rules, iCloud CS01, IONOS", verdict: delivery.OfMessage(reasons.MessageRefused), words: []string{
		"security issue", "content", "message rejected", "message refused", "message was rejected", "message not allowed", "message not accepted", "message was not accepted", "transport.rules", "headers are not", "mime_banned", "not rfc", "rfc 5322",
		"data command rejected", "mail rejected", "mail rejete", "email rejected", "message denied", "local policy", "loop detected", "too many hops", "hop count",
	}},
}

// aboutTheRecipient is evidence about the mailbox. Nothing else brands an address.
var aboutTheRecipient = []pattern{
	{from: "Gmail, Yandex, iCloud, GMX, Web.de, Orange, Free, Comcast, Exchange, Dovecot, Courier", verdict: delivery.OfRecipient(reasons.MailboxFull), words: []string{
		"mailbox full", "mailbox is full", "mailbox*is full", "inbox full", "inbox is full", "account*over quota", "mailbox*over quota", "user*over quota", "recipient*over quota", "overquota", "over-quota", "recipient*quota", "user quota", "disk quota", "mailbox*quota", "exceeded storage allocation",
		"mailbox size limit", "exceeded*mailbox", "mailbox exceeded", "mailbox exceeds", "mailbox*space", "mailbox*storage", "destinataire pleine", "out of storage", "recipient storage full",
	}},
	{from: "the same in other languages", verdict: delivery.OfRecipient(reasons.MailboxFull), words: []string{
		"brevlåda*full", "postlåda*full", "inkorg*full", "postboks*full", "innboks*full", "postkasse*fuld",
		"indbakke*fuld", "postilaatikko*täynnä", "postfach*voll", "boîte*pleine", "boite*pleine", "buzón*lleno",
		"buzon*lleno", "casella*piena", "skrzynka*pełna", "skrzynka*przepełniona",
	}},
	{from: "RFC 5321: 452 and 552 are about storage", verdict: delivery.OfRecipient(reasons.MailboxFull), words: []string{"quota exceeded", "over quota", "exceeds quota", "exceeded quota", "quota violation"}, only: []int{452, 552}},
	{from: "Gmail, Yahoo 554.30, Mail.ru, Free, Exchange, Dovecot, Zoho", verdict: delivery.OfRecipient(reasons.MailboxDisabled), words: []string{
		"tried to reach is disabled", "tried to reach is inactive", "mailbox*disabled", "mailbox*inactive", "mailbox*inactivity", "mailbox*deactivated", "mailbox closed", "mailbox*suspended", "local mailbox*unavailable", "recipient*disabled", "recipient*suspended", "mailbox*no longer",
		"address no longer accepts", "user*no longer",
	}},
	{from: "Gmail 4.2.1 and 5.2.1, Yahoo, Yandex, Rackspace G30, iCloud 4.7.1, Exchange 5.2.121 and 5.2.122", verdict: delivery.Judgement{Class: delivery.Temporary, Fault: delivery.FaultRecipient, Reason: reasons.TryLater}, words: []string{
		"receiving mail too quickly", "receiving mail at a rate", "recipient*exceeded*limit", "recipient*message rate", "mailbox received too much", "recipient thread limit", "recipient temporarily unavailable", "mailbox temporarily", "mailbox is temporarily", "mailbox*busy", "mailbox*locked",
	}},
	{from: "Postfix, while it asks the recipient's server: nobody knows yet", verdict: delivery.Later(reasons.TryLater), words: []string{"unverified address", "address verification in progress"}},
	{from: "RFC 7505 null MX, RFC 3463 x.1.2, Postfix and Exim on domains that do not exist, Exchange 5.4.310", verdict: delivery.OfRecipient(reasons.DomainUnknown), words: []string{
		"recipient address rejected: domain not found", "recipient domain", "domain*does not accept mail", "does not accept mail (null", "domain does not exist", "domain doesn't exist", "no such domain", "unrouteable", "unroutable", "no mail server", "null mx", "nullmx", "no mx", "host or domain name not found", "bad destination system",
		"unrouteable mail domain", "domain not found", "no valid mx", "host not found", "host unknown", "no-domain", "domain unknown",
	}},
	{from: "RFC 7504: the domain takes no mail", verdict: delivery.OfRecipient(reasons.DomainUnknown), only: []int{556}},
	{from: "Postfix, Exim, sendmail, qmail, Gmail, Yahoo, iCloud, Zoho, HEY, Proton, Yandex, Mail.ru, QQ, Comcast, AT&T, Rackspace, Hostpoint, MXroute, Proofpoint, Trend Micro, ZeroSpam, MessageLabs, Orange, Mimecast, Exchange, Lotus Domino", verdict: delivery.OfRecipient(reasons.MailboxUnknown), words: []string{
		"user unknown", "unknown user", "no such user", "no such recipient", "no such mailbox", "no such address", "no such person", "no such account", "no such email", "no such local", "no mailbox here", "user*does not exist", "user*doesn't exist", "user doesn't have", "user not found", "user*not found",
		"mailbox*does not exist", "mailbox*doesn't exist", "mailbox not found", "mailbox*not found", "mailbox unknown", "unknown mailbox", "mailbox unallocated", "mailbox*not known", "recipient unknown", "unknown recipient", "recipient not found", "recipient*not found", "recipient*does not exist",
		"recipient*doesn't exist", "recipientnotfound", "recipient no longer", "recipient not exist", "invalid recipient", "invalid-recipient", "recipient*invalid", "recipient is invalid", "invalid mailbox", "invalid user", "not a valid recipient", "not a valid mailbox", "not a valid user",
		"not a valid email", "not a known user", "unknown local", "unknown account", "unknown address", "unknown email", "unknown or illegal", "unknown alias", "address unknown", "addressee unknown", "address*does not exist", "address*doesn't exist", "address could not be found", "address not found",
		"address*no longer valid", "is no longer valid", "account*does not exist", "account*doesn't exist", "account that you tried to reach does not exist", "account not found", "account you tried to reach does not exist", "bad destination mailbox", "bad destination address", "not our customer", "not in recipient list",
		"not listed in", "no longer on server", "user not local", "undeliverable address", "undeliverable recipient",
		"marked as invalid", "destinataire invalide",
		"user is unknown", "does not have an account here", "doesn't have an account", "no account by that name", "no user by that name", "there is no one", "no one with that", "user has moved", "mailbox has moved",
	}},
	{from: "the same in other languages", verdict: delivery.OfRecipient(reasons.MailboxUnknown), words: []string{
		"okänd mottagare", "okänd användare", "okänd adress", "mottagare*okänd", "mottagare*finns inte",
		"mottagare*finns ej", "mottagare*hittades inte", "användare*okänd", "användare*finns inte",
		"användare*finns ej", "användare*hittades inte", "adress*okänd", "adress*finns inte", "adress*finns ej",
		"brevlåda*finns inte",
		"brevlåda*finns ej", "ukjent mottaker", "ukjent bruker", "ukjent adresse", "mottaker*ukjent",
		"mottaker*finnes ikke", "mottaker*eksisterer ikke", "bruker*ukjent", "bruker*finnes ikke",
		"bruker*eksisterer ikke", "adresse*finnes ikke", "adresse*eksisterer ikke", "postboks*finnes ikke",
		"ukendt modtager", "ukendt bruger", "ukendt adresse", "modtager*ukendt", "modtager*findes ikke",
		"modtager*eksisterer ikke", "bruger*ukendt", "bruger*findes ikke", "bruger*eksisterer ikke",
		"adresse*findes ikke", "postkasse*findes ikke",
		"tuntematon vastaanottaja", "tuntematon käyttäjä", "tuntematon osoite", "vastaanottaja*tuntematon",
		"vastaanottaja*ei löy", "vastaanottajaa ei ole", "käyttäjä*tuntematon", "käyttäjä*ei löy", "osoitetta ei löy",
		"osoitetta ei ole", "postilaatikkoa ei",
		"unbekannter empf", "unbekannter benutzer", "unbekannte adresse", "empfänger*unbekannt",
		"empfaenger*unbekannt", "empfänger*existiert nicht", "empfaenger*existiert nicht", "empfänger*nicht gefunden",
		"benutzer*unbekannt", "benutzer*existiert nicht", "adresse*unbekannt", "adresse*existiert nicht",
		"postfach*existiert nicht", "postfach*unbekannt", "postfach*nicht gefunden", "destinataire inconnu",
		"utilisateur inconnu", "adresse inconnue", "destinataire*n'existe pas", "utilisateur*n'existe pas",
		"adresse*n'existe pas", "boîte*n'existe pas", "boite*n'existe pas",
		"usuario desconocido", "destinatario desconocido", "usuario*no existe", "destinatario*no existe",
		"buzón*no existe", "buzon*no existe", "cuenta*no existe", "utente sconosciuto", "destinatario sconosciuto",
		"utente*non esiste", "destinatario*non esiste", "casella*non esiste", "utente inesistente",
		"casella inesistente",
		"gebruiker onbekend", "onbekende gebruiker", "ontvanger onbekend", "onbekende ontvanger",
		"gebruiker*bestaat niet", "ontvanger*bestaat niet", "adres*bestaat niet", "mailbox*bestaat niet",
		"nieznany użytkownik", "nieznany odbiorca", "użytkownik*nieznany", "użytkownik*nie istnieje",
		"odbiorca*nie istnieje", "skrzynka*nie istnieje", "konto*nie istnieje", "adres*nie istnieje",
		"adressat*finns inte",
	}},
	{from: "Exchange Online, directory based edge blocking", verdict: delivery.OfRecipient(reasons.MailboxUnknown), words: []string{"recipient address rejected: access denied"}, status: []string{"4.1"}, both: true},
}

// aboutTheMailbox are status codes without a word: evidence where the words do not say
// something else.
var aboutTheMailbox = []pattern{
	{from: "RFC 3463 x.1.1, x.1.3, x.1.6", verdict: delivery.OfRecipient(reasons.MailboxUnknown), status: []string{"1.1", "1.3", "1.6"}},
	{from: "RFC 3463 x.2.1", verdict: delivery.OfRecipient(reasons.MailboxDisabled), status: []string{"2.1"}},
	{from: "RFC 3463 x.1.2, RFC 7505", verdict: delivery.OfRecipient(reasons.DomainUnknown), status: []string{"1.2", "1.10", "4.310"}},
	{from: "RFC 3463 x.2.2", verdict: delivery.OfRecipient(reasons.MailboxFull), status: []string{"2.2"}},
}
