//! Every test at the doors, in one binary.
