"""Why a triple holds or does not, and the words to say so."""
