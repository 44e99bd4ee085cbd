;; Answers with a fault whose message is 32 MiB long.
(module
  (memory (export "memory") 600)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "keel:actions/guest@1.0.0#run") (param i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    ;; result<body, fault>: the case, then the fault: kind, code (pointer, length), message (pointer, length)
    (i32.store (i32.const 16) (i32.const 1))
    (i32.store (i32.const 20) (i32.const 1))
    (i32.store (i32.const 24) (i32.const 4096))
    (i32.store (i32.const 28) (i32.const 1))
    (i32.store (i32.const 32) (i32.const 4096))
    (i32.store (i32.const 36) (i32.const 33554432))
    (i32.const 16)))
