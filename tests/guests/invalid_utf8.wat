;; Logs bytes that are no text.
(module
  (import "keel:log/log@1.0.0" "write" (func $log (param i32 i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 64) "\ff\fe\80")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "keel:actions/guest@1.0.0#run") (param i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    (call $log (i32.const 1) (i32.const 64) (i32.const 3))
    (loop $again (br $again)) (unreachable)))
