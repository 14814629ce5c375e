"""The web server of Celadon: a skin over what `kg` exports."""
