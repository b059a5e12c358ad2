<html><body>404 page not found</body></html>
