"""One reader for each format of cost export, and what is recognised only to be refused."""
