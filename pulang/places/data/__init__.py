"""Published lists shipped with the product; README.md names each source, version and licence."""
