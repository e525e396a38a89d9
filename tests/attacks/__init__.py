"""No submission can cheat or harm: attacks as data, a file a class; one batch grades them all."""
