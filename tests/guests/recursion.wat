;; Calls itself until its stack ends.
(module
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func $deeper (param i64 i64 i64 i64) (result i64)
    (i64.add (local.get 0)
      (call $deeper (i64.add (local.get 0) (i64.const 1)) (local.get 1) (local.get 2) (local.get 3))))
  (func (export "keel:actions/guest@1.0.0#run") (param i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    (drop (call $deeper (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4))) (unreachable)))
