;; Reads page after page.
(module
  (import "keel:records/records@1.0.0" "find"
    (func $find (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)))
  (memory (export "memory") 64)
  (data (i32.const 64) "contact")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 65536))
  (func (export "keel:actions/guest@1.0.0#run") (param i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    (loop $again
      ;; record type, conditions, search, sort, limit, after, where the answer goes
      (call $find (i32.const 64) (i32.const 7) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
        (i32.const 0) (i32.const 0) (i32.const 500) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 4096))
      (br $again))
    (unreachable)))
