package compose

// Current is for the tests of what is compared.
var Current = current
