"""What every answer over HTTP has in common: reading requests, formats, addresses, errors."""
