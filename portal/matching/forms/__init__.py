"""What people send to matching: each form reads one page's answers and says what is wrong."""
