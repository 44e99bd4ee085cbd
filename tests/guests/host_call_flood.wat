;; Asks the host for a setting, again and again.
(module
  (import "keel:types/context@1.0.0" "setting" (func $setting (param i32 i32 i32)))
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "keel:actions/guest@1.0.0#run") (param i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    (loop $again
      (call $setting (i32.const 4096) (i32.const 0) (i32.const 8192))
      (br $again))
    (unreachable)))
