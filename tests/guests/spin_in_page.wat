;; Never ends while it draws: readers wait for nobody's page.
(module
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "keel:pages/guest@1.0.0#render") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32) (result i32)
    (loop $again (br $again)) (unreachable))
  (func (export "keel:pages/guest@1.0.0#report") (param i32 i32 i32 i32 i32 i32) (result i32) (unreachable)))
