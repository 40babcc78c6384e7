// Package rights says who in a company may change what: the settings for
// messages, the templates, how others are notified, others' log. It is data
// and decisions over it; who is logged in, and with which roles, is the host's
// to know.
//
// A [Right] is one thing that needs a permission, [Roles] say which role has
// which, and [Roles.Allow] answers for a user. [All] lists the rights in the
// order of a settings page, each with its [Right.Name] in the user's language.
// [Fields.Needed] finds out which rights it takes to save settings, from what
// has changed in them.
//
// A host adds rights of its own: any other Right, which its roles then hold. The
// name of one is the phrase "rights." and the right, in the language that the
// host makes with [locale.New]; without it the right stands for itself.
//
// Start with [Roles.Allow], [Default], [All], [SettingsFields] and [Fields.Needed].
//
// Values are plain data: they go through encoding/json and back unchanged, and
// are safe for concurrent reads.
package rights
