"""Who the actors of an article are: names and mentions, kinds, descriptions, and who acts for whom."""
