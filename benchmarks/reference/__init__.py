"""What klad is compared with: stock applications of the same libraries."""
