// Serves net/http/pprof on a free port of this machine and prints the address.
package main

import (
	"fmt"
	"net"
	"net/http"
	_ "net/http/pprof"
)

var kept [][]byte

func keep() {
	for i := 0; i < 2000; i++ {
		kept = append(kept, make([]byte, 10_000))
	}
}

func main() {
	keep()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr())
	panic(http.Serve(listener, nil))
}
