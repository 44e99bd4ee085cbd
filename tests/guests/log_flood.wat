;; Logs a kilobyte, again and again.
(module
  (import "keel:log/log@1.0.0" "write" (func $log (param i32 i32 i32)))
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "keel:actions/guest@1.0.0#run") (param i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    (memory.fill (i32.const 4096) (i32.const 120) (i32.const 1024))
    (loop $again
      (call $log (i32.const 1) (i32.const 4096) (i32.const 1024))
      (br $again))
    (unreachable)))
