module heapwise.example/service

go 1.21
