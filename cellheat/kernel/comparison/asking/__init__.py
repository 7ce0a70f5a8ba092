"""What is compared: the variants and the options, and the notebook around them."""
