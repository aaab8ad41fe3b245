"""Where distances and durations come from; numpy is loaded only while a matrix is made."""
