;; Answers with a list of more fields than its memory could hold.
(module
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "keel:actions/guest@1.0.0#run") (param i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    (i32.store (i32.const 16) (i32.const 0))
    (i32.store (i32.const 20) (i32.const 4096))
    (i32.store (i32.const 24) (i32.const 0x0fffffff))
    (i32.const 16)))
