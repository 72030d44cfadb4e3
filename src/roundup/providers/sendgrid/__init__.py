"""SendGrid: the v3 Mail Send API out, the signed Event Webhook back."""
