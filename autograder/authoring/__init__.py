"""What an author uses: the build, the answer bank, the audit."""
