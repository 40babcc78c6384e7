module github.com/budkavle/budkavle/notify/email/parsertest

go 1.26.0

require (
	github.com/budkavle/budkavle v0.0.0
	github.com/emersion/go-message v0.18.2
	github.com/stretchr/testify v1.12.1
)

require (
	github.com/go-fonts/liberation v0.3.3 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/image v0.47.0 // indirect
	golang.org/x/net v0.62.0 // indirect
	golang.org/x/text v0.43.0 // indirect
	golang.org/x/time v0.16.0 // indirect
)

replace github.com/budkavle/budkavle => ../../..
