;; Counts for ever: its fuel must end it at the same instruction everywhere.
(module
  (memory (export "memory") 1)
  (global $count (mut i64) (i64.const 0))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "keel:actions/guest@1.0.0#run") (param i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    (loop $again
      (global.set $count (i64.add (global.get $count) (i64.const 1)))
      (br $again))
    (unreachable)))
