module github.com/budkavle/budkavle/templating/benchmarks

go 1.26.0

require (
	github.com/budkavle/budkavle v0.0.0
	github.com/valyala/fasttemplate v1.2.2
)

require (
	github.com/valyala/bytebufferpool v1.0.0 // indirect
	golang.org/x/net v0.62.0 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace github.com/budkavle/budkavle => ../..
