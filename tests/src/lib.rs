//! Harness shared by the tests at the doors.
