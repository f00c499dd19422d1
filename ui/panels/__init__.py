"""What stands around the tables and charts: scenarios, figures, baseline, import, notices."""
