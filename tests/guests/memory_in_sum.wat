;; Two memories, each within the limit, together beyond it.
(module
  (memory (export "memory") 1)
  (memory $second 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "keel:actions/guest@1.0.0#run") (param i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    (if (i32.eq (memory.grow (i32.const 640)) (i32.const -1)) (then (loop $again (br $again))))
    (if (i32.eq (memory.grow $second (i32.const 640)) (i32.const -1)) (then (unreachable)))
    (loop $again (br $again)) (unreachable)))
