//! View documents: what a page answers. The host checks them against `wit/README.md` and draws them.
