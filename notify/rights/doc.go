// Package rights says who in a company may change what: the settings for
// messages, the templates, how others are notified, others' log. It is data
// and decisions over it; who is logged in, and with which roles, is the host's
// to know.
//
// Start with:
//
//   - [All] lists the rights, [Right.Name] says what each is called
//   - [Roles] say which role has which, [Default] until a company chooses
//   - [Roles.Allow] lets somebody do something, or names every right that is missing
//   - [Fields.Needed] says which rights it takes to save settings
//   - [SettingsFields] has the settings of the library, for a host to add its own
//
// A host adds rights of its own: any other Right, which its roles then hold. The
// name of one is the phrase "rights." and the right, in the language that the
// host makes with [locale.New]; without it the right stands for itself.
//
// Values are plain data: they go through encoding/json and back unchanged, and
// are safe for concurrent reads.
package rights
