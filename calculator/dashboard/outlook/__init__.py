"""The page of bills that lie ahead."""
