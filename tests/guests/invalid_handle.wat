;; Uses a handle that nobody gave it, while it is instantiated.
(component
  (import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
  (alias export $error "error" (type $error_t))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (alias outer 1 $error_t (type $error_outer))
    (export "error" (type $error_in (eq $error_outer)))
    (export "output-stream" (type $stream (sub resource)))
    (type $own_error (own $error_in))
    (type $stream_error_ (variant (case "last-operation-failed" $own_error) (case "closed")))
    (export "stream-error" (type $stream_error (eq $stream_error_)))
    (type $result (result u64 (error $stream_error)))
    (type $borrow (borrow $stream))
    (export "[method]output-stream.check-write" (func (param "self" $borrow) (result $result)))))
  (alias export $streams "[method]output-stream.check-write" (func $check))
  (core module $memory (memory (export "memory") 1))
  (core instance $m (instantiate $memory))
  (core func $lowered (canon lower (func $check) (memory $m "memory")))
  (core module $attack
    (import "host" "check" (func $check (param i32 i32)))
    (func $start (call $check (i32.const 9999) (i32.const 64)))
    (start $start))
  (core instance (instantiate $attack (with "host" (instance (export "check" (func $lowered)))))))
